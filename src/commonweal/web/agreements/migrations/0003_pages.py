"""Pages of agreements are made when the site is judged; counts and concerns as pages show them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_in_order"),
    ]

    operations = [
        migrations.AddField("agreement", "counts", models.TextField(default="{}")),
        migrations.AddField("agreement", "concerns", models.PositiveIntegerField(default=0)),
        migrations.AddIndex(
            "agreement", models.Index(fields=["-concerns", "agreement"], name="agreements_by_concern")
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=10)),
                ("stated", models.CharField(max_length=64)),
                ("html", models.TextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "language"), name="one_page_a_language")
                ],
            },
        ),
    ]
