"""The tree head carries the stamp of the newest change to units, packs and parameters."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def stamp(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("kernel", "Event").objects
    kinds = Q(verb__startswith="unit.") | Q(verb__startswith="pack.") | Q(verb__startswith="parameter.")
    last = events.filter(kinds).order_by("-seq").first()
    text = f"{last.seq}:{bytes(last.leaf).hex()}" if last else "0:none"
    apps.get_model("kernel", "TreeHead").objects.update(stamp=text)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.AddField(
            "treehead", "stamp", models.CharField(max_length=90, default="0:none"), False
        ),
        migrations.RunPython(stamp, migrations.RunPython.noop),
    ]
