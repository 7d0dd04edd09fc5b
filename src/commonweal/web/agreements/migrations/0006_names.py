"""What agreements, clauses and parties are called, folded for search."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = ("agreement", "clause", "party")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0005_purposes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[(kind, kind) for kind in KINDS], db_index=True, max_length=10),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
                ("called", models.TextField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("names", models.TextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={"ordering": ["agreement_id", "id"]},
        ),
    ]
