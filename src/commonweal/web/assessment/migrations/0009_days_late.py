"""How late it was known that a promise was kept; counted by the next pass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0008_slices"),
    ]

    operations = [
        migrations.AddField("finding", "days_late", models.PositiveIntegerField(default=0)),
    ]
