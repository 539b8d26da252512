"""The official calendar: which days are working days, and what a period of days means.

Civil Code art. 201, 203: the day on which a period begins is not counted; a last day that is a rest day moves to
the next working day. A working day is one on which offices are open, make-up working days included.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from engine.limits import Limit

ANNOUNCED_THROUGH = 2026
"""The last year whose days off the State Council has announced; later years are provisional."""

_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _china(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and make-up working days of a year in China."""
    days = holidays.country_holidays("CN", years=year)
    return frozenset(days), frozenset(days.weekend_workdays)


class Calendar:
    """Working days of one place."""

    def __init__(
        self,
        *,
        chinese: bool = False,
        overrides: Mapping[date, bool] | None = None,
        timezone: str = "Asia/Shanghai",
        announced_through: int = ANNOUNCED_THROUGH,
    ) -> None:
        self._chinese = chinese
        self._overrides = dict(overrides or {})
        self.timezone = ZoneInfo(timezone)
        self.announced_through = announced_through

    @classmethod
    def china(
        cls,
        overrides: Mapping[date, bool] | None = None,
        timezone: str = "Asia/Shanghai",
        announced_through: int = ANNOUNCED_THROUGH,
    ) -> "Calendar":
        """China's official days; ``overrides`` says of single days whether they are working days.

        A year announced after this version was made is given as overrides, with ``announced_through``; then
        ``Case.recalculate``.
        """
        return cls(chinese=True, overrides=overrides, timezone=timezone, announced_through=announced_through)

    def is_workday(self, day: date) -> bool:
        if day in self._overrides:
            return self._overrides[day]
        if self._chinese:
            off, made_up = _china(day.year)
            if day in made_up:
                return True
            if day in off:
                return False
        return day.weekday() < 5

    def is_provisional(self, day: date) -> bool:
        """Whether the day's year has not been announced yet."""
        return self._chinese and day.year > self.announced_through

    def add_workdays(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, or before it; for 0, ``day`` itself or the next working day."""
        step = _DAY if n >= 0 else -_DAY
        left = abs(n)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day if n else self.on_or_after(day)

    def on_or_after(self, day: date) -> date:
        """``day``, or the next working day where it is a rest day."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and with ``last``; 0 where ``last`` is not later."""
        count, day = 0, first
        while day < last:
            day += _DAY
            count += self.is_workday(day)
        return count

    def today(self, now: datetime) -> date:
        return now.astimezone(self.timezone).date()

    def start_of(self, day: date) -> datetime:
        """0:00 of the day, in UTC."""
        return datetime.combine(day, time.min, self.timezone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """24:00 of the day, in UTC."""
        return self.start_of(day + _DAY)

    def last_day(self, begun: date, limit: Limit) -> date:
        """The last day of a period of working or calendar days that begins on ``begun``."""
        if limit.unit == "wd":
            return self.add_workdays(begun, limit.amount)
        return self.on_or_after(begun + timedelta(days=limit.amount))

    def due(self, since: datetime, limit: Limit) -> datetime:
        """The moment at which a limit that begins at ``since`` has run out."""
        if limit.unit == "h":
            return since + timedelta(hours=limit.amount)
        return self.end_of(self.last_day(self.today(since), limit))
