"""Rows come in the order of an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0002_in_order"),
        ("assessment", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="accountrow",
            options={"ordering": ["agreement_id", "account", "start", "end", "id"]},
        ),
        migrations.AlterModelOptions(
            name="finding",
            options={"ordering": ["agreement_id", "clause", "start", "end", "id"]},
        ),
        migrations.AlterModelOptions(
            name="payable",
            options={"ordering": ["agreement_id", "clause", "start", "end", "kind", "item", "id"]},
        ),
        migrations.AlterModelOptions(
            name="power",
            options={"ordering": ["agreement_id", "clause", "start", "end", "item", "id"]},
        ),
        migrations.RemoveIndex(
            model_name="finding",
            name="findings_in_order",
        ),
        migrations.RemoveIndex(
            model_name="payable",
            name="payables_in_order",
        ),
        migrations.AddIndex(
            model_name="accountrow",
            index=models.Index(fields=["agreement", "account", "start", "end"], name="accounts_by_window"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["agreement", "clause", "start", "end"], name="findings_by_window"),
        ),
        migrations.AddIndex(
            model_name="payable",
            index=models.Index(
                fields=["agreement", "clause", "start", "end", "kind", "item"], name="payables_by_window"
            ),
        ),
        migrations.AddIndex(
            model_name="power",
            index=models.Index(
                fields=["agreement", "clause", "start", "end", "item"], name="powers_by_window"
            ),
        ),
    ]
