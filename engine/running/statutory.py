"""The state of a case's statutory clock: when counting began and ended, and which days do not count."""

from dataclasses import dataclass, field, replace
from datetime import date

from engine.reading.model import Element
from engine.running.reckoning import Pause


@dataclass
class StatutoryClock:
    started_on: date | None = None
    ended_on: date | None = None
    pauses: list[Pause] = field(default_factory=list)
    going_on: dict[str, int] = field(default_factory=dict)  # token -> its pause

    def start(self, day: date) -> None:
        """Counting begins on ``day``, which itself does not count. It begins once."""
        if self.started_on is None:
            self.started_on = day

    def end(self, day: date) -> None:
        """Counting ends with ``day``; the last end holds, as a case may be decided again."""
        if self.started_on is not None:
            self.ended_on = day

    def pause(self, token: str, day: date, element: Element) -> None:
        self.going_on[token] = len(self.pauses)
        self.pauses.append(Pause(day, None, element.article or "", element.id))

    def resume(self, token: str, day: date) -> None:
        index = self.going_on.pop(token, None)
        if index is not None:
            self.pauses[index] = replace(self.pauses[index], last=day)
