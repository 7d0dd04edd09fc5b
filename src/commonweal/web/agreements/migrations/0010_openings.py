"""What stands before the clauses of a text, and the values that hold under it; made by the next pass."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_names_of_missions"),
    ]

    operations = [
        migrations.CreateModel(
            "Opening",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("path", models.TextField(blank=True)),
                ("prose", models.TextField()),
                ("values", models.TextField(default="{}")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="openings",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement_id", "text"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "text"), name="one_opening_a_text")
                ],
            },
        ),
    ]
