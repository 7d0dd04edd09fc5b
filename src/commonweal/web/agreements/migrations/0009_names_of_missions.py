"""Targets, indicators and aims of missions can be found too; their names come with the next pass."""

from django.db import migrations, models

KINDS = ("agreement", "clause", "party", "target", "indicator", "aim")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0008_versions"),
    ]

    operations = [
        migrations.AlterField(
            "Name",
            "kind",
            models.CharField(choices=[(kind, kind) for kind in KINDS], db_index=True, max_length=10),
        ),
    ]
