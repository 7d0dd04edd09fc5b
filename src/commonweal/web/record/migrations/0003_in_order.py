"""Rows come in the order of an index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0002_append_only"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="line",
            options={"ordering": ["file_id", "position"]},
        ),
    ]
