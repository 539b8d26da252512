"""A calendar and shortcuts for the tests of FEEL."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from engine.feel import Env, compile_feel
from engine.text import Text

CHINA = timezone(timedelta(hours=8))
FRIDAY = datetime(2025, 1, 3, 10, 30, tzinfo=CHINA)


class WeekdayCalendar:
    """Monday to Friday, kept in China."""

    def is_workday(self, day: date) -> bool:
        return day.weekday() < 5

    def add_workdays(self, day: date, n: int) -> date:
        step = timedelta(1 if n > 0 else -1)
        while n:
            day += step
            if self.is_workday(day):
                n -= step.days
        return day

    def today(self, moment: datetime) -> date:
        return moment.astimezone(CHINA).date()


def feel(text: str, warnings: list[Text] | None = None, **values: Any) -> Any:
    """The value of a text on Friday, 3 January 2025."""
    return compile_feel(text, names=values)(values, Env(FRIDAY, WeekdayCalendar(), warnings))
