"""Every way in which records change: added, corrected, handed over, voided; duties, files, personal fields."""

from bihuan.kernel.ledgers.writes.adding import add_record, owe_records, prepare_record
from bihuan.kernel.ledgers.writes.changing import (
    carry_records,
    correct_record,
    transfer_record,
    void_record,
)
from bihuan.kernel.ledgers.writes.checks import check_date
from bihuan.kernel.ledgers.writes.duties import assign_duty, end_duty
from bihuan.kernel.ledgers.writes.files import add_evidence
from bihuan.kernel.ledgers.writes.importing import add_records, check_rows
from bihuan.kernel.ledgers.writes.personal import erase_personal, unmask_field

__all__ = [
    "add_evidence",
    "add_record",
    "add_records",
    "assign_duty",
    "carry_records",
    "check_date",
    "check_rows",
    "correct_record",
    "end_duty",
    "erase_personal",
    "owe_records",
    "prepare_record",
    "transfer_record",
    "unmask_field",
    "void_record",
]
