"""Versions of agreements, and the words of a clause text by text; everything is judged anew after it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_tellings"),
    ]

    operations = [
        migrations.RemoveField("clause", "prose"),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("start", models.DateField(null=True)),
                ("terms", models.CharField(max_length=200)),
                ("title", models.TextField()),
                ("text", models.PositiveIntegerField()),
                ("amendment", models.PositiveIntegerField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="one_version_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("text", models.PositiveIntegerField()),
                ("words", models.PositiveIntegerField()),
                ("label", models.TextField()),
                ("position", models.PositiveIntegerField()),
                ("prose", models.TextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement_id", "text", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "name", "text"), name="one_wording_a_text")
                ],
            },
        ),
    ]
