"""Cases for tests: people act by the names on the chart, time passes in working days."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.dmn import Hit, listened_to
from engine.errors import FormInvalid, SamePerson
from engine.flowtest.coverage import Coverage
from engine.reading.model import PARTY, Model
from engine.running.calendar import Calendar
from engine.running.case import Case
from engine.running.changes import Entry, OpenTask
from engine.running.clock import FixedClock
from engine.running.reckoning import Limits

MORNING = time(9)


class Flow:
    """A model under test; gathers what its cases cover. ``made`` is told of the coverage of every flow."""

    made: Callable[[Coverage], None] = staticmethod(lambda coverage: None)

    def __init__(self, model: Model, calendar: Calendar | None = None, *, heard: bool = True) -> None:
        self.model = model
        self.calendar = calendar or Calendar.china()
        self.coverage = Coverage(model)
        if heard:  # not of a mutant, nor of what is only tried
            self.made(self.coverage)
        self._hits: list[Hit] = []
        self.played = replace(model, tables=listened_to(model.tables, self._hits)) if model.tables else model

    def taken_hits(self) -> list[Hit]:
        """The rows of decision tables that applied since this was asked last."""
        found = list(self._hits)
        self._hits.clear()
        return found

    def apply(
        self, answers: Mapping[str, Any] | None = None, *, on: date = date(2026, 3, 2), by: str = "", **more: Any
    ) -> "FlowCase":
        """A new case, begun at nine in the morning of ``on``: by the applicant, or by somebody of the start's post."""
        start = self.model.start_event
        who = by or (start.post if start and start.post and not start.is_party else "") or PARTY
        return FlowCase(self, {**(answers or {}), **more}, on, who)


class FlowCase:
    """One case. Steps are named as on the chart (``作出决定``) or by element id."""

    def __init__(self, flow: Flow, answers: Mapping[str, Any], on: date, by: str) -> None:
        self.flow = flow
        flow.taken_hits()  # of a case that came to nothing
        self._clock = FixedClock(datetime.combine(on, MORNING, flow.calendar.timezone))
        self.case = Case.start(flow.played, clock=self._clock, calendar=flow.calendar, data=answers, by=by)
        self.log: list[Entry] = []
        self.hits: list[Hit] = []
        self._stored()

    # ------------------------------------------------------------------ acting

    def do(
        self,
        step: str,
        answers: Mapping[str, Any] | None = None,
        *,
        by: str = "",
        opinion: str | None = None,
        **more: Any,
    ) -> "FlowCase":
        """Somebody completes the (first) open task of that name; who is not named is a different person each time."""
        task = self.task(step)
        who = by or (PARTY if task.is_party else self._somebody(task))
        self.case.complete(task.id, {**(answers or {}), **more}, by=who, opinion=opinion)
        return self._stored()

    def send(
        self, message: str, answers: Mapping[str, Any] | None = None, *, by: str = PARTY, **more: Any
    ) -> "FlowCase":
        self.case.send(message, {**(answers or {}), **more}, by=by)
        return self._stored()

    def start(self, branch: str, reason: str, *, by: str = "") -> "FlowCase":
        """Somebody starts the branch flow of that name."""
        found = next((e for e in self.case.startable if branch in (e.name.zh, e.name.en, e.id)), None)
        assert found, f"{branch} cannot be started; could be: {[e.name.zh for e in self.case.startable]}"
        self.case.start_branch(found.id, reason, by=by or "somebody")
        return self._stored()

    def advance(self, *, workdays: int = 0, days: int = 0, hours: int = 0, to: date | None = None) -> "FlowCase":
        """Until nine in the morning of the day so many working days or calendar days later, or of ``to``; ``hours``:
        so many hours later. What is due fires.
        """
        if hours:
            self._clock.advance_to(self._clock.now() + timedelta(hours=hours))
        else:
            day = to or self.flow.calendar.add_workdays(self.today, workdays) + timedelta(days=days)
            self._clock.advance_to(datetime.combine(day, MORNING, self.flow.calendar.timezone))
        self.case.advance()
        return self._stored()

    # ------------------------------------------------------------------ looking

    def task(self, step: str) -> OpenTask:
        """The first open task of that name; AssertionError with what is open instead."""
        found = next((t for t in self.case.tasks if step in (t.name.zh, t.name.en, t.element_id)), None)
        assert found, f"{step} is not open; open: {self.open}"
        return found

    def refuses(self, step: str, answers: Mapping[str, Any], *, by: str = "") -> set[str]:
        """The fields that are refused when the step is done so; ``{"by"}`` where it is for somebody else to do.

        The case stays where it is.
        """
        before = self.open
        try:
            self.do(step, answers, by=by)
        except FormInvalid as refused:
            assert self.open == before
            return {error.path for error in refused.errors}
        except SamePerson:
            assert self.open == before
            return {"by"}
        raise AssertionError(f"{step} was accepted")

    @property
    def open(self) -> list[str]:
        """Names of the open tasks, one for each person that is waited for."""
        return [t.name.zh for t in self.case.tasks]

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def today(self) -> date:
        return self.flow.calendar.today(self.now)

    @property
    def received_on(self) -> date:
        return self.flow.calendar.today(self.case.received_at)

    @property
    def limits(self) -> Limits:
        return self.case.limits

    @property
    def ended(self) -> str | None:
        """The name of the end the case came to; None while it runs."""
        if self.case.status != "finished":
            return None
        return self.flow.model.elements[self.case.ended_at[-1]].name.zh

    @property
    def messages(self) -> list[str]:
        """What the case would take from the applicant now."""
        return [r.message for r in self.case.receivable if r.is_party]

    def passed(self, step: str) -> bool:
        elements = self.flow.model.elements
        return any(
            id in elements and step in (id, elements[id].name.zh, elements[id].name.en)
            for e in self.log
            for id in e.path
        )

    @property
    def done(self) -> list[Entry]:
        """What people did, in order: steps completed, messages sent."""
        return [e for e in self.log if e.kind in ("completed", "message")]

    def rows(self, table: str) -> tuple[int, ...]:
        """The rows of a decision table (by its id) that applied when it was last asked, from 1."""
        return next((hit.rows for hit in reversed(self.hits) if hit.table == table), ())

    def value(self, name: str) -> Any:
        return self.case.values["0"].get(name)

    # ------------------------------------------------------------------ inside

    def _somebody(self, task: OpenTask) -> str:
        """Somebody of the post who has not yet acted in this case."""
        acted = {e.by for e in self.log if e.by}
        return next(f"{task.post} {n}" for n in range(1, 1000) if f"{task.post} {n}" not in acted)

    def _stored(self) -> "FlowCase":
        """Save and restore, as between any two steps of a real case."""
        self.log.extend(self.case.changes.entries)
        self.flow.coverage.passed.update(id for e in self.case.changes.entries for id in e.path)
        hits = self.flow.taken_hits()
        self.hits.extend(hits)
        self.flow.coverage.rows.update((hit.table, row) for hit in hits for row in hit.rows)
        blob = self.case.pack()
        self.case = Case.unpack(self.flow.played, blob, clock=self._clock, calendar=self.flow.calendar)
        return self
