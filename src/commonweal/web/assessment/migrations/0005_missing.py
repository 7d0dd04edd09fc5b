"""What results wait for."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0005_purposes"),
        ("assessment", "0004_amendments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Missing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("clause", models.CharField(max_length=200)),
                (
                    "agreement",
                    models.ForeignKey("agreements.agreement", on_delete=django.db.models.deletion.CASCADE),
                ),
            ],
            options={
                "verbose_name_plural": "missing",
                "ordering": ["agreement_id", "clause", "start", "id"],
                "indexes": [
                    models.Index(fields=["agreement", "clause", "start", "id"], name="missing_by_window")
                ],
            },
        ),
    ]
