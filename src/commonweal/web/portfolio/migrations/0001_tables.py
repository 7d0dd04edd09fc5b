"""The first tables of the portfolio."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("source", models.CharField(db_index=True, max_length=400)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("group", models.CharField(max_length=200, unique=True)),
                ("matched", models.BooleanField(db_index=True)),
                ("sources", models.TextField()),
                ("kinds", models.TextField()),
                ("name", models.TextField()),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ledger",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("inputs", models.CharField(max_length=64)),
                ("as_of", models.DateField()),
                ("data", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("source", models.CharField(max_length=400, unique=True)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("groups", models.TextField()),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("group", models.CharField(blank=True, db_index=True, max_length=200)),
                ("matched", models.BooleanField(db_index=True)),
                ("source", models.CharField(db_index=True, max_length=400)),
                ("instrument", models.CharField(max_length=50)),
                ("currency", models.CharField(max_length=10)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Total",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("data", models.TextField()),
                ("group", models.CharField(db_index=True, max_length=200)),
            ],
            options={
                "ordering": ["id"],
                "abstract": False,
            },
        ),
    ]
