"""The state of a case's statutory clock: when counting began and ended, and which days do not count."""

from dataclasses import dataclass, field, replace
from datetime import date

from engine.limits import Limit
from engine.reading.model import Element
from engine.running.reckoning import Pause

SUSPENDED = ""
"""Stands where a pause names its element, and its token, when the whole case is suspended."""


@dataclass
class StatutoryClock:
    started_on: date | None = None
    ended_on: date | None = None
    pauses: list[Pause] = field(default_factory=list)
    going_on: dict[str, int] = field(default_factory=dict)  # token -> its pause
    extensions: list[Limit] = field(default_factory=list)
    promise_lifted: bool = False  # only the statutory limit binds

    def start(self, day: date) -> None:
        """Counting begins on ``day``, which itself does not count. It begins once."""
        if self.started_on is None:
            self.started_on = day

    def end(self, day: date) -> None:
        """Counting ends with ``day``; the last end holds, as a case may be decided again."""
        if self.started_on is not None:
            self.ended_on = day

    def go_on(self) -> None:
        """Counting that had ended goes on, because the case was returned to before its end."""
        self.ended_on = None

    def split_off(self, day: date, since: date | None = None) -> "StatutoryClock":
        """The clock of a case that becomes one of its own on ``day``: what has been counted stays counted.

        ``since``: only the pauses after it. What stops the clock here does not stop the new case's.
        """
        ends = [replace(p, first=max(p.first, since or p.first), last=min(p.last or day, day)) for p in self.pauses]
        return StatutoryClock(
            self.started_on,
            pauses=[p for p in ends if p.last and p.first < p.last],
            extensions=list(self.extensions),
            promise_lifted=self.promise_lifted,
        )

    def extend(self, limit: Limit) -> None:
        self.extensions.append(limit)

    def pause(self, token: str, day: date, element: Element) -> None:
        """Days on which this element is open do not count."""
        self._pause(token, Pause(day, None, element.article or "", element.id))

    def suspend(self, day: date, article: str) -> None:
        """The whole case stands still."""
        self._pause(SUSPENDED, Pause(day, None, article, ""))

    def _pause(self, token: str, pause: Pause) -> None:
        self.going_on[token] = len(self.pauses)
        self.pauses.append(pause)

    @property
    def stands_still(self) -> bool:
        """Whether something stops the counting now; the last days are not known before it has ended."""
        return bool(self.going_on) and self.ended_on is None

    @property
    def suspensions(self) -> list[Pause]:
        """The pauses that stop the steps' own limits and timers too."""
        return [p for p in self.pauses if not p.element]

    def resume(self, token: str, day: date) -> None:
        index = self.going_on.pop(token, None)
        if index is not None:
            self.pauses[index] = replace(self.pauses[index], last=day)
