"""The first tables of the accounts database."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="时间")),
                ("username", models.CharField(db_index=True, max_length=150, verbose_name="账号")),
                ("act", models.CharField(max_length=20, verbose_name="行为")),
                ("path", models.CharField(max_length=500, verbose_name="页面")),
                ("query", models.CharField(blank=True, max_length=1000, verbose_name="参数")),
                ("status", models.PositiveSmallIntegerField(verbose_name="结果")),
                ("audit_id", models.CharField(blank=True, max_length=100, verbose_name="审计")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来自")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
            ],
            options={
                "verbose_name": "访问记录",
                "verbose_name_plural": "访问记录",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SeenAudit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("audit_id", models.CharField(max_length=100, unique=True)),
                ("seen_at", models.DateTimeField(auto_now_add=True)),
                ("as_of", models.DateTimeField()),
                ("profile_id", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("previous_digest", models.CharField(blank=True, max_length=64)),
                ("version", models.CharField(max_length=50)),
                ("n_files", models.BigIntegerField()),
                ("n_rows", models.BigIntegerField()),
                ("n_observations", models.BigIntegerField()),
                ("n_breaches", models.BigIntegerField()),
            ],
            options={
                "ordering": ["-as_of", "-id"],
            },
        ),
        migrations.CreateModel(
            name="UserDepartment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department_id", models.CharField(max_length=200, verbose_name="部门编号")),
                ("valid_from", models.DateField(verbose_name="起")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="止（不含）")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "负责的部门",
                "verbose_name_plural": "负责的部门",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "department_id", "valid_from"),
                        name="one_row_a_department_and_start",
                    )
                ],
            },
        ),
    ]
