"""The platform's "now" and calendar: handed in by the configuration, so that tests can let weeks pass."""

from datetime import date, datetime
from functools import cache

from flask import current_app

from engine import Calendar, Clock, SystemClock

_system = SystemClock()


def clock() -> Clock:
    return current_app.config["CLOCK"] or _system


def now() -> datetime:
    return clock().now()


def today() -> date:
    return calendar().today(now())


def calendar() -> Calendar:
    return _china(current_app.config["TIMEZONE"])


@cache
def _china(timezone: str) -> Calendar:
    return Calendar.china(timezone=timezone)
