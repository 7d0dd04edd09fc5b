"""Groups are found by their names, folded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portfolio", "0002_uploads"),
    ]

    operations = [
        # The next pass makes the table anew, with its names.
        migrations.RunSQL("DELETE FROM portfolio_ledger", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="group",
            name="name",
        ),
        migrations.AddField(
            model_name="group",
            name="names",
            field=models.TextField(default=""),
        ),
    ]
