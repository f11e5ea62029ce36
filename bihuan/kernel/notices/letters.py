"""What is sent over a channel, and how a channel says no. Knows no tables."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """Some notices for one receiver (e-mail) or one group (robot), in one language."""

    key: str  # the same at every attempt, so that a receiver can tell a repetition
    title: str
    lines: Sequence[str]
    email: str = ""
    phones: Sequence[str] = ()


class LetterRefused(Exception):
    """This letter will never be taken; others may be."""


class ChannelFailed(Exception):
    """The channel takes nothing now; `rest` is how long it asks to be left alone."""

    def __init__(self, text: str, rest: datetime.timedelta | None = None) -> None:
        super().__init__(text)
        self.rest = rest
