"""What Daylight adds to the standard: periods by the calendar of the case, and drawing by lot."""

from decimal import Decimal
from hashlib import sha256

from engine.feel.budget import Run
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.numbers import whole
from engine.feel.temporal import AnyDuration, make_duration
from engine.feel.values import CalendarDays, Value, WorkingDays

MAX_DAYS = 100_000
NANOS_PER_HOUR = 3_600_000_000_000


def _days(number: Decimal) -> int:
    days = whole(number)
    if days is None or abs(days) > MAX_DAYS:
        raise NoValue(f"天数须为不超过 {MAX_DAYS} 的整数", f"the days must be a whole number up to {MAX_DAYS}")
    return days


@builtin("working days", "n: number")
def _working_days(_run: Run, number: Decimal) -> Value:
    return WorkingDays(_days(number))


@builtin("calendar days", "n: number")
def _calendar_days(_run: Run, number: Decimal) -> Value:
    return CalendarDays(_days(number))


@builtin("hours", "n: number")
def _hours(_run: Run, number: Decimal) -> AnyDuration | None:
    if abs(number) > 10**9:
        raise NoValue("小时数过大", "too many hours")
    return make_duration(int(number * NANOS_PER_HOUR))


@builtin("is defined", "value: any")
def _is_defined(_run: Run, value: Value) -> bool:
    """Whether there is a value; other engines have it too, and their models use it."""
    return value is not None


@builtin("draw", "list: list, number: number, seed: string")
def _draw(_run: Run, items: list[Value], number: Decimal, seed: str) -> Value:
    """So many of the list by lot: those with the smallest SHA-256 of ``<seed>:<place in the list, from 1>``.

    The same list and seed always give the same draw, so whoever knows both can work it out again.
    """
    wanted = whole(number)
    if wanted is None or not 0 <= wanted <= len(items):
        raise NoValue(
            f"名单只有 {len(items)} 项，抽不出 {number}", f"{number} cannot be drawn from a list of {len(items)}"
        )
    tickets = sorted(range(1, len(items) + 1), key=lambda place: sha256(f"{seed}:{place}".encode()).digest())
    return [items[place - 1] for place in tickets[:wanted]]
