"""Names of people stand sealed in the tables too, so that a copy without the keys tells nobody's."""

import json
from typing import Any

from django.db import migrations, models


def seal(apps: Any, schema_editor: Any) -> None:
    """Take each name as the log holds it."""
    events = apps.get_model("kernel", "Event").objects
    people = apps.get_model("kernel", "Person").objects
    for event in events.filter(verb__in=("person.added", "person.changed")).order_by("seq"):
        name = json.loads(event.body).get("name")
        if name:
            person_id = int(event.subject.partition(":")[2])
            people.filter(id=person_id).update(sealed_name=json.dumps(name))


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_workflow")]
    operations = [
        migrations.AddField("person", "sealed_name", models.TextField(default=""), False),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("person", "name"),
    ]
