"""Which payment settles which amount, and how much of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_tellings"),
        ("assessment", "0005_missing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("clause", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("item", models.PositiveIntegerField()),
                ("place", models.CharField(max_length=500)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "ordering": ["agreement_id", "clause", "start", "end", "kind", "item", "id"],
                "indexes": [
                    models.Index(
                        fields=["agreement", "clause", "start", "end", "kind", "item"],
                        name="settlements_by_window",
                    )
                ],
            },
        ),
    ]
