"""A month's report carries texts and files beside its numbers, and why it was sent back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_person_sealed_name")]
    operations = [
        migrations.AddField("report", "notes", models.TextField(default="{}"), True),
        migrations.AddField("report", "return_reason", models.TextField(blank=True, default=""), True),
    ]
