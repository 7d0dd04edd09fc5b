"""What amendments did, and every result that they changed."""

import django.db.models.deletion
from django.db import migrations, models


def agreement() -> models.ForeignKey[object, object]:
    """Return the key of the agreement that a row is about."""
    return models.ForeignKey("agreements.agreement", on_delete=django.db.models.deletion.CASCADE)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_pages"),
        ("assessment", "0003_shown_and_coming"),
    ]

    operations = [
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("signed", models.DateField()),
                ("data", models.TextField()),
                ("says", models.TextField()),
                ("redline", models.TextField()),
                ("agreement", agreement()),
            ],
            options={
                "ordering": ["agreement_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="one_amendment_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("clause", models.CharField(max_length=200)),
                ("agreement", agreement()),
            ],
            options={
                "ordering": ["agreement_id", "number", "id"],
                "indexes": [models.Index(fields=["agreement", "number", "id"], name="changes_of_amendment")],
            },
        ),
    ]
