"""The platform's "now" and calendar: handed in by the configuration, so that tests can let weeks pass."""

from datetime import date, datetime
from functools import cache
from pathlib import Path

from flask import current_app

from app.official_days import OfficialDays, read_official_days
from engine import Calendar, Clock, SystemClock

_system = SystemClock()


def clock() -> Clock:
    return current_app.config["CLOCK"] or _system


def now() -> datetime:
    return clock().now()


def today() -> date:
    return calendar().today(now())


def calendar() -> Calendar:
    return _calendar(current_app.config["TIMEZONE"], _file())


def official_days() -> OfficialDays:
    """What the platform has been told of years announced after it was made."""
    return read_official_days(_file())


def _file() -> Path | None:
    return Path(said) if (said := current_app.config["CALENDAR"]) else None


@cache
def _calendar(timezone: str, file: Path | None) -> Calendar:
    days = read_official_days(file)
    return Calendar.china(days.working, timezone, days.through)
