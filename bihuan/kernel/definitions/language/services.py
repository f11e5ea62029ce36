"""What a ledger must have that serves meetings or forms."""

from __future__ import annotations

from bihuan.kernel.definitions.language.shapes import FieldTypeName

# What a meeting's decision fills in a ledger that serves as its tasks, with the type of each.
TASK_FIELDS: dict[str, FieldTypeName] = {
    "source": "choice",
    "source_ref": "text",
    "deliverable": "text",
    "co_units": "units",
    "leader": "person",
    "figure": "text",
    "again": "boolean",
    "due_on": "date",
}
TASK_DUTIES = frozenset({"lead", "co", "supervisor"})  # and whom it names for it
# What is counted for a form (a ledger that may ask people) and for each time that it was filled in.
FORM_FIELDS: dict[str, FieldTypeName] = {
    "asks_in": "text",
    "fields_asked": "integer",
    "fields_shared": "integer",
    "fields_repeated": "integer",
}
FILLING_FIELDS: dict[str, FieldTypeName] = {
    "form": "text",
    "subject": "credit_code",
    "asked": "integer",
    "prefilled": "integer",
    "disputed": "integer",
}
SERVICE_FIELDS = {"task": TASK_FIELDS, "form": FORM_FIELDS, "filling": FILLING_FIELDS}
