"""Dates, times and durations (DMN 1.5, 10.3.2.3.4 to .8 and 10.3.4.1).

Python's own types hold what fits them: years 1 to 9999, whole microseconds. FEEL knows years to ±999,999,999 and
nanoseconds; what does not fit is held by the Wide types here. Everything is made by the ``make_`` functions, which
choose, so that one value always has one form.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

MAX_YEAR = 999_999_999
NANOS_PER_SECOND = 1_000_000_000
NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND
MAX_NANOS = 999_999_999 * 366 * NANOS_PER_DAY


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date whose year Python's date cannot hold."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day with nanoseconds."""

    nanos: int  # since midnight
    tzinfo: tzinfo | None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time that Python's datetime cannot hold."""

    day: "AnyDate"
    clock: "AnyTime"

    @property
    def tzinfo(self) -> tzinfo | None:
        """The zone of its time."""
        return self.clock.tzinfo


@dataclass(frozen=True, slots=True)
class WideDuration:
    """A days and time duration that timedelta cannot hold, in nanoseconds."""

    nanos: int


AnyDate = date | WideDate
AnyTime = time | WideTime
AnyDateTime = datetime | WideDateTime
AnyDuration = timedelta | WideDuration


def days_in_month(year: int, month: int) -> int:
    """How many days a month of the proleptic Gregorian calendar has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def make_date(year: int, month: int, day: int) -> AnyDate | None:
    """The date, or None if there is none such."""
    if not (-MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    return date(year, month, day) if 1 <= year <= 9999 else WideDate(year, month, day)


def make_time(nanos: int, zone: tzinfo | None) -> AnyTime:
    """The time so many nanoseconds after midnight."""
    if nanos % 1000:
        return WideTime(nanos, zone)
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest // 1000, zone)


def make_datetime(day: AnyDate, clock: AnyTime) -> AnyDateTime:
    """The date and time at ``clock`` on ``day``."""
    if isinstance(day, date) and isinstance(clock, time):
        return datetime.combine(day, clock)
    return WideDateTime(day, clock)


def make_duration(nanos: int) -> AnyDuration | None:
    """The duration of so many nanoseconds, or None beyond what FEEL's dates span."""
    if abs(nanos) > 2 * MAX_NANOS:
        return None
    if nanos % 1000 == 0 and abs(nanos) < 999_999_998 * NANOS_PER_DAY:
        return timedelta(microseconds=nanos // 1000)
    return WideDuration(nanos)


def nanos_of_duration(value: AnyDuration) -> int:
    """Whole length in nanoseconds."""
    if isinstance(value, WideDuration):
        return value.nanos
    return (value.days * 86_400 + value.seconds) * NANOS_PER_SECOND + value.microseconds * 1000


def nanos_of_time(value: AnyTime) -> int:
    """Nanoseconds since midnight, local."""
    if isinstance(value, WideTime):
        return value.nanos
    return (value.hour * 3600 + value.minute * 60 + value.second) * NANOS_PER_SECOND + value.microsecond * 1000


def date_of(value: AnyDateTime) -> AnyDate:
    """The date of a date and time."""
    return value.day if isinstance(value, WideDateTime) else value.date()


def time_of(value: AnyDateTime) -> AnyTime:
    """The time of a date and time, with its zone."""
    return value.clock if isinstance(value, WideDateTime) else value.timetz()


def ordinal(value: AnyDate) -> int:
    """Days since 0001-01-01 (which is 1), negative before."""
    if isinstance(value, date):
        return value.toordinal()
    year, month = (value.year, value.month) if value.month > 2 else (value.year - 1, value.month + 12)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + value.day - 306


def from_ordinal(days: int) -> AnyDate | None:
    """The date of an ordinal, or None beyond FEEL's years."""
    if 1 <= days <= 3_652_059:
        return date.fromordinal(days)
    shifted = days + 305
    era, doe = divmod(shifted, 146_097)
    yoe = (doe - doe // 1460 + doe // 36_524 - doe // 146_096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return make_date(era * 400 + yoe + (month <= 2), month, doy - (153 * mp + 2) // 5 + 1)


def offset_nanos(value: AnyTime | AnyDateTime) -> int | None:
    """The offset from UTC in nanoseconds; None for local values. A zone's offset far away is that of its last rule."""
    zone = value.tzinfo
    if zone is None:
        return None
    if isinstance(value, datetime):
        offset = value.utcoffset()
    elif isinstance(value, WideDateTime):
        day, clock = value.day, value.clock
        near = datetime(min(max(day.year, 2), 9998), day.month, min(day.day, 28))
        near += timedelta(microseconds=nanos_of_time(clock) // 1000)
        offset = zone.utcoffset(near)
    else:
        # A time of day alone does not say whether it is summer: the zone's winter (January) offset is taken.
        offset = zone.utcoffset(datetime(2000, 1, 1))
    return None if offset is None else nanos_of_duration(offset)


def instant(value: AnyDateTime) -> int:
    """Nanoseconds since the first day: of UTC when the value has a zone, else local."""
    return ordinal(date_of(value)) * NANOS_PER_DAY + nanos_of_time(time_of(value)) - (offset_nanos(value) or 0)


def add_nanos(value: AnyDateTime, nanos: int) -> AnyDateTime | None:
    """A date and time moved along its own clock face, as XML Schema adds a duration."""
    total = ordinal(date_of(value)) * NANOS_PER_DAY + nanos_of_time(time_of(value)) + nanos
    days, rest = divmod(total, NANOS_PER_DAY)
    day = from_ordinal(days)
    return None if day is None else make_datetime(day, make_time(rest, value.tzinfo))


def add_months(value: AnyDate, months: int) -> AnyDate | None:
    """The same day so many months on, or the last day of a shorter month."""
    index = value.year * 12 + value.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if abs(year) > MAX_YEAR:
        return None
    return make_date(year, month, min(value.day, days_in_month(year, month)))


_OFFSET = r"(?P<zone>[Zz]|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,18}))?" + _OFFSET
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile(_TIME, re.ASCII)
DATE_TIME = re.compile(_DATE + "T" + _TIME, re.ASCII)
DAYS_TIME = re.compile(
    r"(?P<sign>-)?P(?:(?P<d>\d{1,15})D)?(?:(?P<t>T)(?:(?P<h>\d{1,15})H)?(?:(?P<m>\d{1,15})M)?"
    r"(?:(?P<s>\d{1,15})(?:\.(?P<f>\d{1,18}))?S)?)?",
    re.ASCII,
)
YEARS_MONTHS = re.compile(r"(?P<sign>-)?P(?:(?P<y>\d{1,12})Y)?(?:(?P<m>\d{1,13})M)?", re.ASCII)


@lru_cache(maxsize=600)
def zone_named(name: str) -> tzinfo | None:
    """The zone of the IANA database, or None."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError, bad keys are ValueErrors
        return None
    except KeyError:
        return None


def parse_zone(text: str | None) -> tzinfo | bool | None:
    """The zone written after a time; None when none is written, False when it is wrong."""
    if not text:
        return None
    if text in "Zz":
        return UTC
    if text[0] == "@":
        return zone_named(text[1:]) or False
    parts = [int(p) for p in text[1:].split(":")]
    seconds = parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)
    if parts[1] > 59 or seconds > 18 * 3600 or (len(parts) > 2 and parts[2] > 59):
        return False
    return timezone(timedelta(seconds=-seconds if text[0] == "-" else seconds))


def _read_date(match: re.Match[str]) -> AnyDate | None:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _read_nanos(match: re.Match[str]) -> int | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    if hour > 23 or minute > 59 or second > 59:
        return None
    return (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND + _fraction(match["fraction"])


def _fraction(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def parse_date(text: str) -> AnyDate | None:
    """``2024-02-29``, years of four to nine digits, perhaps negative; None for anything else."""
    match = DATE.fullmatch(text)
    return _read_date(match) if match else None


def parse_time(text: str) -> AnyTime | None:
    """``10:00:00.5+08:00`` or ``10:00:00@Asia/Shanghai``; None for anything else."""
    match = TIME.fullmatch(text)
    if not match:
        return None
    nanos, zone = _read_nanos(match), parse_zone(match["zone"])
    return None if nanos is None or isinstance(zone, bool) else make_time(nanos, zone)


def parse_datetime(text: str) -> AnyDateTime | None:
    """A date, ``T`` and a time; ``24:00:00`` is the next midnight; None for anything else."""
    match = DATE_TIME.fullmatch(text)
    if not match:
        return None
    day, zone = _read_date(match), parse_zone(match["zone"])
    if day is None or isinstance(zone, bool):
        return None
    midnight = match["hour"] == "24" and match["minute"] == match["second"] == "00" and not _fraction(match["fraction"])
    if midnight:
        next_day = from_ordinal(ordinal(day) + 1)
        return None if next_day is None else make_datetime(next_day, make_time(0, zone))
    nanos = _read_nanos(match)
    return None if nanos is None else make_datetime(day, make_time(nanos, zone))


def parse_days_time(text: str) -> AnyDuration | None:
    """``P1DT2H3M4.5S``; None for anything else."""
    match = DAYS_TIME.fullmatch(text)
    if not match or not any(match[g] for g in "dhms") or (match["t"] and not any(match[g] for g in "hms")):
        return None
    d, h, m, s = (int(match[g] or 0) for g in "dhms")
    nanos = (d * 86_400 + h * 3600 + m * 60 + s) * NANOS_PER_SECOND + _fraction(match["f"])
    return make_duration(-nanos if match["sign"] else nanos)


def parse_months(text: str) -> int | None:
    """``P1Y2M`` in months; None for anything else."""
    match = YEARS_MONTHS.fullmatch(text)
    if not match or not (match["y"] or match["m"]):
        return None
    months = int(match["y"] or 0) * 12 + int(match["m"] or 0)
    return -months if match["sign"] else months


def date_text(value: AnyDate) -> str:
    """As FEEL writes it: ``2024-02-29``."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def zone_text(value: AnyTime | AnyDateTime) -> str:
    """``Z``, ``+08:00``, ``@Asia/Shanghai`` or nothing."""
    zone = value.tzinfo
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo) and zone.key:
        return f"@{zone.key}"
    seconds = (offset_nanos(value) or 0) // NANOS_PER_SECOND
    if seconds == 0:
        return "Z"
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"


def _clock_text(nanos: int) -> str:
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"


def time_text(value: AnyTime) -> str:
    """As FEEL writes it, with its zone."""
    return _clock_text(nanos_of_time(value)) + zone_text(value)


def datetime_text(value: AnyDateTime) -> str:
    """As FEEL writes it, with its zone."""
    return f"{date_text(date_of(value))}T{_clock_text(nanos_of_time(time_of(value)))}{zone_text(value)}"


def duration_text(value: AnyDuration) -> str:
    """As FEEL writes it: ``P1DT2H``, ``PT0S``."""
    nanos = nanos_of_duration(value)
    sign, nanos = ("-", -nanos) if nanos < 0 else ("", nanos)
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    days, seconds = divmod(seconds, 86_400)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or rest else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def months_text(months: int) -> str:
    """As FEEL writes it: ``P1Y2M``, ``P0M``."""
    sign, months = ("-", -months) if months < 0 else ("", months)
    years, months = divmod(months, 12)
    return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months or not years else ''}"
