"""What a case stands on: its model, clock and values, and the expressions worked out in its scopes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import EngineError
from engine.feel import Env, Expression
from engine.limits import Limit
from engine.reading.model import Element, Model
from engine.running.bookkeeping import Bookkeeping
from engine.running.calendar import Calendar
from engine.running.clock import Clock
from engine.running.reckoning import Limits, Reckoning, reckon
from engine.running.scopes import CASE, Scope, Values
from engine.running.statutory import StatutoryClock
from engine.running.timers import INSTANT, MOVING
from engine.running.tokens import Tokens


@contextmanager
def named(element: Element) -> Iterator[None]:
    """What fails while an element is worked on names it."""
    try:
        yield
    except EngineError as error:
        error.element = error.element or element.id
        raise


class Ground:
    """Nothing here moves the case."""

    model: Model
    clock: Clock
    calendar: Calendar
    data: Values
    tokens: Tokens
    statutory: StatutoryClock
    book: Bookkeeping
    received_at: datetime
    status: str
    _moment: datetime | None
    _ran_out: bool  # what happens now happens because a number of days has run out

    def now(self) -> datetime:
        """The moment at which what happens now happens in law: a late timer fires at its own due time."""
        return (self._moment or self.clock.now()).astimezone(UTC)

    def today(self) -> date:
        """The day to which what happens now belongs: at 24:00 of a last day, that day (Civil Code art. 203)."""
        return self.calendar.today(self._on_the_day())

    def env(self) -> Env:
        return Env(now=self._on_the_day().astimezone(self.calendar.timezone), calendar=self.calendar)

    def _on_the_day(self) -> datetime:
        return self.now() - INSTANT if self._ran_out else self.now()

    def evaluate(self, expression: Expression, scope: Scope, element: Element, /, **extra: Any) -> Any:
        with named(element):
            return expression(self.context(expression, scope) | extra, self.env())

    def handed_on(self, element: Element, scope: Scope, own: Mapping[str, Any]) -> dict[str, Any]:
        """Of the values that an activity or an event has brought, what goes on, and under which names."""
        handed = element.handed
        assert handed is not None
        came_in = {name for name, _ in handed.inputs}
        on = {} if handed.only else {name: value for name, value in own.items() if name not in came_in}
        for name, expression in handed.outputs:
            value = self.evaluate(expression, scope, element, **{**own, **on})
            if value is not None or not handed.filled:
                on[name] = value
        return on

    def handed_in(self, element: Element, scope: Scope) -> None:
        """Write what an activity is given into the scope of its own."""
        handed = element.handed
        if handed is None:
            return
        for name, expression in handed.inputs:
            value = self.evaluate(expression, scope, element)
            if value is not None or not handed.filled:
                self._write(scope.data, {name: value})

    def context(self, expression: Expression, scope: Scope | None) -> dict[str, Any]:
        """The names an expression can read."""
        context = self.data.view(self.tokens.data_chain(scope) if scope else [CASE])
        context["received"] = self.received_at.astimezone(self.calendar.timezone)
        context["accepted"] = self.statutory.started_on
        item = next((s.item for s in self.tokens.outward(scope) if s.item is not None), None)
        if item is not None:
            context["loopCounter"] = Decimal(item + 1)
        if MOVING.intersection(expression.names):
            limits = self.limits
            ended = limits.ended_on is not None
            context["promise"] = limits.promised.deadline if limits.promised and not ended else None
            context["statute"] = limits.statutory.deadline if limits.statutory and not ended else None
        return context

    def _write(self, scope_id: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.data.set(scope_id, name, value)

    @property
    def limits(self) -> Limits:
        """The statutory and the promised limit, day by day."""
        clock, power = self.statutory, self.model.power
        return Limits(clock.started_on, clock.ended_on, self._reckoned(power.limit), self._reckoned(self._promise))

    @property
    def light(self) -> str:
        """The light of the promise, or of the statute where nothing is promised; paused while suspended."""
        if self.status == "suspended":
            return "paused"
        reckoning = self._reckoned(self._promise or self.model.power.limit)
        return reckoning.light if reckoning else "none"

    @property
    def _promise(self) -> Limit | None:
        return None if self.statutory.promise_lifted else self.model.power.promise

    def _reckoned(self, limit: Limit | None) -> Reckoning | None:
        clock = self.statutory
        if limit is None or clock.started_on is None:
            return None
        extended = tuple(e for e in clock.extensions if e.unit == limit.unit)
        return reckon(limit, clock.started_on, clock.ended_on, clock.pauses, self.calendar, self.today(), extended)
