"""Whether a pass looked at the whole record, or at agreements that were touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0007_versions"),
    ]

    operations = [
        migrations.AddField("pass", "whole", models.BooleanField(default=True)),
    ]
