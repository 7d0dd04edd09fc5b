"""Documents of agreements as the public may see them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agreement", models.CharField(db_index=True, max_length=200)),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("data", models.TextField()),
            ],
            options={"ordering": ["agreement", "id"]},
        ),
    ]
