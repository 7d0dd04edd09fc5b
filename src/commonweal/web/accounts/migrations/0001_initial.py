"""The first tables of accounts."""

from django.db import migrations, models

import commonweal.web.accounts.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "key",
                    models.CharField(
                        default=commonweal.web.accounts.models.new_key,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("person", "person"), ("program", "program")], max_length=8),
                ),
                ("name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["person", "program"])), name="actor_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        fields=("kind", "name"),
                        name="one_key_for_a_name",
                    ),
                ],
            },
        ),
    ]
