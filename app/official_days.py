"""The calendar of years announced after this version was made: a data file says year by year which days are off and
which rest days are worked.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from engine import ANNOUNCED_THROUGH, Text

PARTS = {"notice", "rest", "work"}
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


UNREADABLE = Text("读不了", "it cannot be read")
YEARS = Text(
    "应写年份，如 2027:，下面写 notice、rest、work", "it should say years, as 2027:, with notice, rest and work below"
)
PARTS_ONLY = Text("应只写 notice、rest、work", "it should say notice, rest and work")
TWICE = Text("既写在 rest 下，又写在 work 下", "stands under rest and under work")
WORKED_ANYWAY = Text("不是周末，本来就上班", "is no weekend, it is worked anyway")
NO_LIST = Text("应是日子的列表", "it should be a list of days")
ANOTHER_YEAR = Text("不在这一年里", "does not lie in the year")
NO_DAY = Text(
    "不是日期（2027-01-01），也不是一段日子（2027-02-05/2027-02-11）",
    "is no day (2027-01-01) nor days (2027-02-05/2027-02-11)",
)


class OfficialDaysRefused(Exception):
    """The data file is no calendar; told when the platform starts, in both languages."""


@dataclass(frozen=True)
class OfficialDays:
    """``working``: of each day of the years in the file whether it is a working day. ``through``: the last year
    announced. ``notices``: by which notice, year by year.
    """

    working: Mapping[date, bool]
    through: int
    notices: Mapping[int, str]

    @property
    def digest(self) -> str:
        """Changes whenever days may be counted otherwise: with the file, and with the days that are built in."""
        days = sorted((day.isoformat(), works) for day, works in self.working.items())
        return hashlib.sha256(json.dumps([self.through, days, version("holidays")]).encode()).hexdigest()


@cache
def read_official_days(path: Path | None) -> OfficialDays:
    """Those of a data file, or none but the built-in ones; raises OfficialDaysRefused naming year and day."""
    if path is None:
        return OfficialDays({}, ANNOUNCED_THROUGH, {})
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise OfficialDaysRefused(f"{path}: {UNREADABLE}: {error}") from error
    try:
        return _days_of(said)
    except OfficialDaysRefused as refused:
        raise OfficialDaysRefused(f"{path}: {refused}") from None


def _days_of(said: Any) -> OfficialDays:
    if not isinstance(said, dict) or not all(isinstance(year, int) for year in said):
        raise OfficialDaysRefused(str(YEARS))
    working: dict[date, bool] = {}
    for year, parts in said.items():
        if not isinstance(parts, dict) or set(parts) - PARTS:
            raise OfficialDaysRefused(f"{year}: {PARTS_ONLY}")
        rest, work = (list(_listed(year, part, parts.get(part))) for part in ("rest", "work"))
        for day in work:
            if day in rest:
                raise OfficialDaysRefused(f"{year}: {day} {TWICE}")
            if day.weekday() < 5:
                raise OfficialDaysRefused(f"{year}: work: {day} {WORKED_ANYWAY}")
        for day in _through(date(year, 1, 1), date(year, 12, 31)):
            working[day] = day in work or (day.weekday() < 5 and day not in rest)
    through = max(said, default=ANNOUNCED_THROUGH)
    lacking = set(range(ANNOUNCED_THROUGH + 1, through)) - set(said)
    if lacking:
        said_years = Text(f"有 {through} 年，没有 {min(lacking)} 年", f"it says {through}, but not {min(lacking)}")
        raise OfficialDaysRefused(str(said_years))
    notices = {year: str(parts.get("notice", "")) for year, parts in said.items()}
    return OfficialDays(working, max(through, ANNOUNCED_THROUGH), notices)


def _listed(year: int, part: str, said: Any) -> Iterator[date]:
    if said is None:
        return
    if not isinstance(said, list):
        raise OfficialDaysRefused(f"{year}: {part}: {NO_LIST}")
    for one in said:
        first, last = _span(year, part, one)
        if first > last or first.year != year or last.year != year:
            raise OfficialDaysRefused(f"{year}: {part}: {one} {ANOTHER_YEAR}")
        yield from _through(first, last)


def _span(year: int, part: str, said: Any) -> tuple[date, date]:
    if isinstance(said, date):
        return said, said
    try:
        match = _SPAN.fullmatch(str(said))
        if match:
            return date.fromisoformat(match[1]), date.fromisoformat(match[2])
    except ValueError:
        pass
    raise OfficialDaysRefused(f"{year}: {part}: “{said}” {NO_DAY}")


def _through(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
