"""Where the engine's "now" comes from: always from outside."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with its zone."""
        ...


class SystemClock:
    """The machine's clock, for the platform."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is moved, for tests and for replaying."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs a time with its zone")
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance_to(self, now: datetime) -> None:
        """Move on; a clock does not go back."""
        if now < self._now:
            raise ValueError("a clock does not go back")
        self._now = now
