"""The first tables of agreements."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("agreement", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("terms", models.CharField(max_length=200)),
                ("instrument", models.CharField(db_index=True, max_length=50)),
                ("serves", models.CharField(blank=True, db_index=True, max_length=200)),
                ("signed", models.DateField(null=True)),
                ("inputs", models.CharField(max_length=64)),
                ("as_of", models.DateField()),
                ("known_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField()),
                ("data", models.TextField()),
                ("lead", models.TextField()),
                ("give_get", models.TextField()),
            ],
            options={
                "ordering": ["agreement"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("party", models.CharField(db_index=True, max_length=200)),
                ("name", models.TextField(blank=True)),
                ("kind", models.CharField(blank=True, max_length=50)),
                ("parent", models.CharField(blank=True, max_length=200)),
                ("data", models.TextField()),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ["party", "id"],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("side", models.CharField(max_length=20)),
                ("party", models.CharField(db_index=True, max_length=200)),
                ("label", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "id"],
            },
        ),
        migrations.CreateModel(
            name="Clause",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("condition", "condition"),
                            ("payment", "payment"),
                            ("account", "account"),
                            ("right", "right"),
                        ],
                        max_length=10,
                    ),
                ),
                ("label", models.TextField()),
                ("position", models.PositiveIntegerField()),
                ("prose", models.TextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clauses",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "name"), name="one_clause_a_name")
                ],
            },
        ),
    ]
