"""What officers bring by page."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("owner", models.CharField(db_index=True, max_length=32)),
                ("at", models.DateTimeField()),
                ("event", models.BigIntegerField(null=True)),
                ("hash", models.CharField(blank=True, max_length=64)),
                ("told", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="UploadedFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=300)),
                ("content", models.BinaryField()),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="portfolio.upload",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
                "constraints": [models.UniqueConstraint(fields=("upload", "path"), name="one_file_a_path")],
            },
        ),
    ]
