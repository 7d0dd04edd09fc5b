"""What each condition is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_documents"),
    ]

    operations = [
        migrations.AddField(
            "clause",
            "purpose",
            models.CharField(blank=True, default="", max_length=50),
            preserve_default=False,
        ),
    ]
