"""Findings as pages name them, what comes next, and what the first page says of all agreements."""

import django.db.models.deletion
from django.db import migrations, models

SHOWN = """
UPDATE assessment_finding SET shown = CASE WHEN vacuous AND status = 'met' THEN 'vacuous' ELSE status END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_pages"),
        ("assessment", "0002_in_order"),
    ]

    operations = [
        migrations.AddField(
            "finding", "shown", models.CharField(default="", max_length=20), preserve_default=False
        ),
        migrations.RunSQL(SHOWN, migrations.RunSQL.noop),
        migrations.RemoveField("finding", "vacuous"),
        migrations.AddField("pass", "totals", models.TextField(default="{}")),
        migrations.CreateModel(
            name="Coming",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("data", models.TextField()),
                ("day", models.DateField(db_index=True)),
                ("what", models.CharField(max_length=10)),
                ("clause", models.CharField(max_length=200)),
                ("party", models.CharField(db_index=True, max_length=200)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="agreements.agreement"),
                ),
            ],
            options={
                "verbose_name_plural": "coming",
                "ordering": ["day", "agreement_id", "id"],
                "indexes": [models.Index(fields=["day", "agreement", "id"], name="coming_by_day")],
            },
        ),
    ]
