"""Which agreements an event touched, what a text signs, and by which program the record was found sound."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0003_in_order"),
    ]

    operations = [
        migrations.AddField("file", "signs", models.JSONField(null=True)),
        migrations.AddField("site", "checked", models.CharField(default="", max_length=50)),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.BigIntegerField()),
                ("agreement", models.CharField(max_length=200)),
            ],
        ),
        migrations.AddConstraint(
            "touch",
            models.UniqueConstraint(fields=("event", "agreement"), name="one_touch_an_event"),
        ),
    ]
