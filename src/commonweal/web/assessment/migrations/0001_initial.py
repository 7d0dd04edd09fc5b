"""The first tables of assessment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("recorded", models.BigIntegerField()),
                ("as_of", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField()),
                ("engine", models.CharField(max_length=50)),
                ("engine_version", models.CharField(max_length=50)),
                ("workspace", models.TextField()),
                ("zone", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=10)),
                ("agreements", models.PositiveIntegerField()),
                ("judged", models.PositiveIntegerField()),
                ("ms", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name_plural": "passes",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("agreement", models.CharField(blank=True, db_index=True, max_length=200)),
                ("code", models.CharField(max_length=20)),
                ("data", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AccountRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("account", models.CharField(max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "ordering": ["agreement", "account", "start", "end", "id"],
            },
        ),
        migrations.CreateModel(
            name="Power",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("clause", models.CharField(max_length=200)),
                ("item", models.PositiveIntegerField()),
                ("state", models.CharField(db_index=True, max_length=20)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "ordering": ["agreement", "clause", "start", "end", "item", "id"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("clause", models.CharField(max_length=200)),
                ("status", models.CharField(db_index=True, max_length=20)),
                ("vacuous", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "ordering": ["agreement", "clause", "start", "end", "id"],
                "indexes": [models.Index(fields=["agreement", "clause", "start"], name="findings_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Payable",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("clause", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("item", models.PositiveIntegerField()),
                ("state", models.CharField(db_index=True, max_length=20)),
                ("currency", models.CharField(max_length=50)),
                ("reason", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "ordering": ["agreement", "clause", "start", "end", "kind", "item", "id"],
                "indexes": [models.Index(fields=["agreement", "clause", "start"], name="payables_in_order")],
            },
        ),
    ]
