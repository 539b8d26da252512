"""The statutory clock of a case: which days count, and until when. Everything it says can be explained day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from engine.limits import Limit
from engine.running.calendar import Calendar
from engine.text import Text

_DAY = timedelta(days=1)
WARN_DAYS = 2
"""A case is yellow while this many days or fewer are left."""

_NOTES = {
    "first": Text("当日不计", "first day, not counted"),
    "rest": Text("休", "rest day"),
    "excluded": Text("停表", "clock stopped"),
    "moved": Text("顺延", "put off"),
    "counted": Text("", ""),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the reckoning. ``kind``: first, counted, rest, excluded, moved (to the last day, from the
    rest day that it would be); ``number``: the how-manieth day it is.
    """

    date: date
    kind: str
    number: int | None
    note: Text


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How one limit is counted: the last day, the days used (today included) and left, each day with its kind."""

    limit: Limit
    started_on: date
    deadline: date
    used: int
    left: int  # negative: that many days over, at least one
    days: tuple[Day, ...]
    light: str
    ended_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a case; None where none is set or counting has not begun."""

    started_on: date | None
    ended_on: date | None
    statutory: Reckoning | None
    promised: Reckoning | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: those after ``first`` up to and with ``last``; None while it goes on.

    As with every period, the day on which it begins is not part of it (Civil Code art. 201): a pause that begins and
    ends on one day excludes nothing.
    """

    first: date
    last: date | None
    article: str
    element: str

    def covers(self, day: date) -> bool:
        return self.first < day and (self.last is None or day <= self.last)

    def up_to(self, day: date) -> "Pause":
        """Without what lies after ``day``, where it has ended by then or later."""
        return self if self.last is None else replace(self, last=min(self.last, day))


def reckon(
    limit: Limit,
    started_on: date,
    ended_on: date | None,
    pauses: Iterable[Pause],
    calendar: Calendar,
    today: date,
    extended_by: Iterable[Limit] = (),
) -> Reckoning:
    """Count a limit of working or calendar days from the day after ``started_on``.

    Days of a pause do not count; one that goes on covers the days up to today. Where calendar days end on a rest day,
    the last day moves to the next working day. Hours count as the whole days they need, rest days among them.
    Extensions are added to the limit; they are of its unit. What comes after ``ended_on`` changes nothing any more.
    """
    return _reckoned(limit, started_on, ended_on, tuple(pauses), calendar, today, tuple(extended_by))


@lru_cache(maxsize=1024)  # a desk's cases have few days on which they began, and are counted at every step and look
def _reckoned(
    limit: Limit,
    started_on: date,
    ended_on: date | None,
    pauses: tuple[Pause, ...],
    calendar: Calendar,
    today: date,
    extended_by: tuple[Limit, ...],
) -> Reckoning:
    limit = Limit(limit.amount + sum(e.amount for e in extended_by), limit.unit)
    until = ended_on or today
    counter = _Counter(limit, [p.up_to(until) for p in pauses], calendar, until)
    deadline = counter.deadline(started_on)
    days = [Day(started_on, "first", None, _NOTES["first"])]
    number = used = left = 0
    for day in _days(started_on, max(deadline, until)):
        kind, note = counter.kind(day)
        if kind == "counted" and number >= counter.amount and day <= deadline:
            kind, note = "moved", _NOTES["moved"]
        if kind == "counted":
            number += 1
            used += day <= until
            left += (until < day <= deadline) - (deadline < day <= until)
        days.append(Day(day, kind, number if kind == "counted" else None, note))
    if until > deadline:  # it ran out at 24:00 of that day (Civil Code art. 203), also where a rest day follows
        left = min(left, -1)
    paused = ended_on is None and any(p.last is None for p in pauses)
    return Reckoning(
        limit,
        started_on,
        deadline,
        used,
        left,
        tuple(days),
        _light(left, ended_on is not None, paused),
        ended_on,
        calendar.is_provisional(deadline),
    )


def last_day(limit: Limit, begun: date, pauses: Sequence[Pause], calendar: Calendar, today: date) -> date:
    """The last day of a limit in days that begins on ``begun``, without the days of the pauses."""
    return _Counter(limit, pauses, calendar, today).deadline(begun)


class _Counter:
    """Which days count towards one limit."""

    def __init__(self, limit: Limit, pauses: Sequence[Pause], calendar: Calendar, today: date) -> None:
        self._limit, self._pauses, self._calendar, self._today = limit, pauses, calendar, today
        self.amount = limit.amount if limit.unit != "h" else -(-limit.amount // 24)

    def kind(self, day: date) -> tuple[str, Text]:
        pause = self._pause_on(day)
        if pause is not None:
            return "excluded", Text(f"停表 {pause.article}".strip(), f"clock stopped {pause.article}".strip())
        if self._limit.unit == "wd" and not self._calendar.is_workday(day):
            return "rest", _NOTES["rest"]
        return "counted", _NOTES["counted"]

    def deadline(self, started_on: date) -> date:
        """The last day. A pause that begins on it puts it off: the limit runs out with the last day of the pause."""
        amount, day = self.amount, started_on
        while amount:
            day += _DAY
            amount -= self.kind(day)[0] == "counted"
        if self._limit.unit == "d":
            day = self._on_or_after(day)
        if self._pause_on(day + _DAY):
            while self._pause_on(day + _DAY):
                day += _DAY
            if not self._calendar.is_workday(day):
                day = self._on_or_after(day)
        return day

    def _on_or_after(self, day: date) -> date:
        """``day``, or the next working day outside the pauses where it is a rest day or in one."""
        while not self._calendar.is_workday(day) or self._pause_on(day):
            day += _DAY
        return day

    def _pause_on(self, day: date) -> Pause | None:
        return next((p for p in self._pauses if p.covers(day) and (p.last is not None or day <= self._today)), None)


def _days(after: date, last: date) -> Iterator[date]:
    day = after
    while day < last:
        day += _DAY
        yield day


def _light(left: int, ended: bool, paused: bool) -> str:
    if left < 0:
        return "red"
    if ended:
        return "green"
    if paused:
        return "paused"
    return "yellow" if left <= WARN_DAYS else "green"


def light_of(due_at: datetime | None, warn_at: datetime | None, now: datetime) -> str:
    """The light of a step: red once it is due, yellow from ``warn_at``, else green."""
    if due_at is not None and now >= due_at:
        return "red"
    if warn_at is not None and now >= warn_at:
        return "yellow"
    return "green"
