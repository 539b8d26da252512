"""How long a step may take, as the model says it: its limit, its timer, or the timer that takes it away."""

import math
from datetime import timedelta

from engine.errors import EngineError
from engine.feel import CalendarDays, WorkingDays, YearsMonths
from engine.limits import Limit
from engine.reading.bpmn import HUMAN
from engine.reading.expressions import read_duration
from engine.reading.model import Element, Model, Timer

LONGEST_MONTH = 31
Span = tuple[Limit, ...]
"""Limits one after the other; () takes no time."""


def span_of(model: Model, e: Element) -> Span | None:
    """The longest that a step takes by what the model says; None where it says nothing."""
    caps = [
        length
        for b in model.boundary_of(e.id)
        if b.interrupting and b.timer and (length := timer_span(b.timer)) is not None
    ]
    if e.kind in HUMAN or e.kind == "serviceTask":
        own = _repeated(e)
        return own if own is not None else caps[0] if caps else None
    if e.timer is not None and e.kind == "intermediateCatchEvent":
        return _shorter(timer_span(e.timer), _race(model, e)) or ((e.limit,) if e.limit else None)
    if e.kind == "receiveTask" or (e.kind == "intermediateCatchEvent" and e.event != "link"):
        own = (e.limit,) if e.limit else None
        return own or (caps[0] if caps else _race(model, e))
    return ()


def cap_of(model: Model, e: Element) -> Span | None:
    """The timer after which a sub-process or call is broken off."""
    for b in model.boundary_of(e.id):
        if b.interrupting and b.timer:
            return timer_span(b.timer)
    return None


def timer_span(timer: Timer) -> Span | None:
    """The length of a timer that is the same in every case; None where it depends on values or is a date."""
    if timer.expression is None:
        if timer.kind != "duration":
            return None
        months, rest = read_duration(timer.source)
        return (*_days(months * LONGEST_MONTH), *_hours(rest))
    if timer.expression.names:
        return None
    try:
        value = timer.expression({})
    except EngineError:
        return None
    match value:
        case WorkingDays(days):
            return (Limit(int(days), "wd"),) if days > 0 else ()
        case CalendarDays(days):
            return _days(int(days))
        case YearsMonths(months):
            return _days(months * LONGEST_MONTH)
        case timedelta():
            return _hours(value)
        case str() if value.startswith("P"):
            months, rest = read_duration(value)
            return (*_days(months * LONGEST_MONTH), *_hours(rest))
    return None


def _repeated(e: Element) -> Span | None:
    """A step's own limit; as often as it is done one after the other."""
    if e.limit is None:
        return None
    if e.multi in (None, "parallel") or e.loop is None:
        return (e.limit,)
    times = e.loop.maximum
    if e.loop.cardinality is not None and not e.loop.cardinality.names:
        number = e.loop.cardinality({})
        times = int(number) if number is not None else None
    return (Limit(e.limit.amount * times, e.limit.unit),) if times else None


def _race(model: Model, e: Element) -> Span | None:
    """The timer that wins the race at an event gateway before this event, where nothing else has come."""
    for flow in e.incoming:
        gateway = model.elements[model.flows[flow].source]
        if gateway.kind == "eventBasedGateway":
            rivals = [model.elements[model.flows[f].target] for f in gateway.outgoing]
            lengths = [length for r in rivals if r.timer and (length := timer_span(r.timer)) is not None]
            return min(lengths, key=_rough, default=None)
    return None


def _shorter(a: Span | None, b: Span | None) -> Span | None:
    return b if a is None else a if b is None else min(a, b, key=_rough)


def _rough(span: Span) -> float:
    """For comparing spans of different units: a working day is seldom longer than one and a half days."""
    return sum(limit.amount * {"wd": 1.5, "d": 1.0, "h": 1 / 24}[limit.unit] for limit in span)


def _days(amount: int) -> Span:
    return (Limit(amount, "d"),) if amount > 0 else ()


def _hours(rest: timedelta) -> Span:
    hours = math.ceil(rest.total_seconds() / 3600)
    if hours and hours % 24 == 0:
        return _days(hours // 24)
    return (Limit(hours, "h"),) if hours > 0 else ()
