"""Whom of a directory an account belongs to."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_staff_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=10, verbose_name="认证方式")),
                ("subject", models.CharField(max_length=500, verbose_name="认证方的编号")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="directory_account",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "统一身份认证",
                "verbose_name_plural": "统一身份认证",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "subject"), name="one_account_a_person"
                    )
                ],
            },
        ),
    ]
