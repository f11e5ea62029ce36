"""Events of monthly numbers -> rows."""

from __future__ import annotations

from bihuan.kernel.events.batches import current_batch
from bihuan.kernel.events.recorded import Recorded
from bihuan.kernel.ledgers.apply import INSERT_KEY
from bihuan.kernel.measures.models import MeasureValue, Reminder, Report, Target
from bihuan.kernel.measures.scaled import to_scaled
from bihuan.lib import canonical_json

UPSERT_VALUE = (
    "INSERT INTO kernel_measurevalue "
    "(record_id, unit_id, ledger, measure, period, value, qualifier, status, seq) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (record_id, measure, period, unit_id) DO UPDATE SET value = excluded.value, "
    "qualifier = excluded.qualifier, status = excluded.status, seq = excluded.seq"
)
INSERT_VERSION = (
    "INSERT INTO kernel_measureversion "
    "(record_id, unit_id, ledger, measure, period, value, qualifier, status, seq) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
UPSERT_REPORT = (
    "INSERT INTO kernel_report "
    "(record_id, unit_id, ledger, period, status, reported_by, checked_by, note, notes, "
    "return_reason, seq) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (record_id, period) DO UPDATE SET status = excluded.status, "
    "reported_by = excluded.reported_by, checked_by = excluded.checked_by, note = excluded.note, "
    "notes = excluded.notes, return_reason = excluded.return_reason, seq = excluded.seq"
)


def measure_reported(event: Recorded) -> None:
    """A month of one record, all its numbers: `values` maps measure to decimal text or null."""
    body = event.body
    record_id = event.subject_id
    rows = [
        (
            record_id, 0, body["ledger"], name, body["period"], to_scaled(value), "exact",
            body["status"], event.seq,
        )
        for name, value in body["values"].items()
    ]  # fmt: skip
    report = (
        record_id, body["unit"], body["ledger"], body["period"], body["status"],
        body.get("reported_by", event.actor), body.get("checked_by", ""), body.get("note", ""),
        canonical_json.dumps(body.get("notes", {})).decode(), "", event.seq,
    )  # fmt: skip
    batch = current_batch()
    batch.hold_many(INSERT_VERSION, rows)
    batch.hold_many(UPSERT_VALUE, rows)
    batch.hold(UPSERT_REPORT, report)
    files = [
        (record_id, body["ledger"], name, digest)
        for name, value in body.get("notes", {}).items()
        if isinstance(value, list)
        for digest in value
    ]
    batch.hold_many(INSERT_KEY, files)  # whoever sees the record sees its months' files


def report_moved(event: Recorded) -> None:
    """A report's next status: checked, approved, locked; or back, with the reason."""
    body = event.body
    report = Report.objects.get(record_id=event.subject_id, period=body["period"])
    report.status = body["to"]
    report.seq = event.seq
    report.return_reason = body.get("note", "")
    if body["to"] == "checked":
        report.checked_by = event.actor
    report.save()
    values = list(MeasureValue.objects.filter(record_id=event.subject_id, period=body["period"]))
    current_batch().hold_many(
        INSERT_VERSION,
        [
            (
                value.record_id, value.unit_id, value.ledger, value.measure, value.period,
                value.value, value.qualifier, body["to"], event.seq,
            )
            for value in values
        ],
    )  # fmt: skip
    MeasureValue.objects.filter(record_id=event.subject_id, period=body["period"]).update(
        status=body["to"], seq=event.seq
    )


def report_chased(event: Recorded) -> Reminder:
    body = event.body
    return Reminder.objects.create(
        seq=event.seq,
        record_id=event.subject_id,
        period=body["period"],
        person_id=body["person"],
        at=event.at,
        by=event.actor,
    )


def target_set(event: Recorded) -> Target:
    body = event.body
    return Target.objects.create(
        seq=event.seq,
        indicator=body["indicator"],
        unit_id=body["unit"],
        period=body["period"],
        value=body["value"],
        basis=body["basis"],
    )


APPLY = {
    "measure.reported": measure_reported,
    "report.moved": report_moved,
    "report.chased": report_chased,
    "target.set": target_set,
}
