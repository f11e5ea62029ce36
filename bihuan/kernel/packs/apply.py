"""Events of packs and parameters -> rows."""

import json

from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.packs.models import PackVersion, ParameterValue


def pack_installed(event: Recorded) -> PackVersion:
    return PackVersion.objects.create(
        seq=event.seq,
        pack=event.body["pack"],
        version=event.body["version"],
        files=json.dumps(event.body["files"], ensure_ascii=False, sort_keys=True),
    )


def parameter_set(event: Recorded) -> ParameterValue:
    body = event.body
    return ParameterValue.objects.create(
        seq=event.seq,
        pack=body["pack"],
        key=body["key"],
        unit_id=body["unit"],
        on=event.on,
        value=json.dumps(body["value"]),
        basis=body["basis"],
    )


APPLY = {"pack.installed": pack_installed, "parameter.set": parameter_set}
