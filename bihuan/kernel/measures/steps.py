"""The way of a month from draft to locked, and back. Pure."""

from __future__ import annotations

STATUSES = ("draft", "submitted", "checked", "approved", "locked")
# (status, the next one) -> acts, any of which lets a person take the step
STEPS: dict[tuple[str, str], tuple[str, ...]] = {
    ("submitted", "checked"): ("measure.check",),
    ("checked", "approved"): ("measure.approve",),
    ("approved", "locked"): ("measure.lock",),
    ("submitted", "draft"): ("measure.check",),
    ("checked", "draft"): ("measure.check", "measure.approve"),
    ("locked", "approved"): ("measure.lock",),  # unlocked, so that the reporter can correct it
}


def is_back(status: str, to: str) -> bool:
    """Whether a step leads back, and so needs a reason."""
    return STATUSES.index(to) < STATUSES.index(status)


def acts_to(to: str) -> tuple[str, ...]:
    """Return the acts of all steps to a status."""
    return tuple(act for (_, status), acts in STEPS.items() if status == to for act in acts)
