"""The first tables of record."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("body", models.TextField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                ("path", models.CharField(max_length=500, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("sheet", "sheet"), ("document", "document")], max_length=8
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("salt", models.CharField(max_length=64)),
                ("commitment", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("text", models.TextField(blank=True)),
                ("newline", models.CharField(blank=True, max_length=2)),
                (
                    "document",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="record.document"
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("raw", models.TextField(null=True)),
                ("agreement", models.CharField(blank=True, max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="record.file"
                    ),
                ),
            ],
            options={
                "ordering": ["file", "position"],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("as_of", models.DateField(null=True)),
                ("unmarked", models.CharField(default="parties", max_length=8)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_site"),
                    models.CheckConstraint(
                        condition=models.Q(("unmarked__in", ["public", "parties"])), name="site_unmarked"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["text", "sheet", "document"])), name="file_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["agreement", "file", "position"], name="lines_of_agreement"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("file", "position"), name="one_line_a_place"),
        ),
    ]
