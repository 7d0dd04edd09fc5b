"""Which version of an agreement governs the window of a result; everything is judged anew after it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0006_settlements"),
    ]

    operations = [
        migrations.AddField(name, "version", models.PositiveIntegerField(default=1), preserve_default=False)
        for name in ("finding", "payable", "accountrow")
    ]
