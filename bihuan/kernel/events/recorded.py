"""An event as `apply` sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event, whether just appended or replayed; the body is what its JSON text says."""

    seq: int
    at: str
    on: str
    actor: str
    verb: str
    subject: str
    body: Mapping[str, Any]

    @property
    def subject_id(self) -> int:
        """The number behind the colon of `record:17`."""
        return int(self.subject.rpartition(":")[2])
