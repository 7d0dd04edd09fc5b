"""Rows come in the order of an index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="clause",
            options={"ordering": ["agreement_id", "position"]},
        ),
        migrations.AlterModelOptions(
            name="role",
            options={"ordering": ["agreement_id", "id"]},
        ),
    ]
