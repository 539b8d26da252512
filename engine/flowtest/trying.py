"""Play a model through with made-up answers: where it ends, or what it waits for in the end."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.errors import EngineError, TooManySteps
from engine.flowtest.answers import Answers
from engine.reading import PARTY, Model
from engine.running.calendar import Calendar
from engine.running.case import Case
from engine.running.clock import FixedClock
from engine.running.tokens import WAITING
from engine.text import Text

BEGUN = datetime(2026, 3, 2, 9, tzinfo=Calendar.china().timezone)
MAX_STEPS = 1_000
ATTEMPTS = 12
SECONDS = 1.5


@dataclass
class Played:
    """How an attempt went. ``outcome``: ended | waiting | stuck (nothing can ever come) | going on | failed."""

    outcome: str = "going on"
    ended_at: list[str] = field(default_factory=list)
    waits_for: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    error: Text | None = None
    element: str | None = None


_RANK = ("ended", "waiting", "going on", "stuck", "failed")


def play(model: Model) -> Played:
    """The best of some attempts, each with other answers; stops at the first that ends or waits lawfully."""
    best: Played | None = None
    until = time.process_time() + SECONDS
    for seed in range(ATTEMPTS):
        played = _Attempt(model, seed, until).go()
        if best is None or _RANK.index(played.outcome) < _RANK.index(best.outcome):
            best = played
        if best.outcome in ("ended", "waiting") or time.process_time() > until:
            break
    assert best is not None
    return best


class _Attempt:
    def __init__(self, model: Model, seed: int, until: float) -> None:
        self.model, self.until = model, until
        self.answers = Answers(model, seed)
        self.clock = FixedClock(BEGUN)
        self.played = Played()
        self.sent: Counter[str] = Counter()

    def go(self) -> Played:
        try:
            self._start()
            while len(self.played.steps) < MAX_STEPS and time.process_time() < self.until:
                if self.case.status == "finished":
                    self.played.outcome, self.played.ended_at = "ended", list(self.case.ended_at)
                    break
                if not self._step():
                    break
        except EngineError as error:
            self.played.outcome, self.played.error, self.played.element = "failed", error.text, error.element
        return self.played

    def _start(self) -> None:
        def start() -> None:
            form = self.model.start_form
            data = self.answers.form(form) if form else self.answers.values()
            self.case = Case.start(self.model, clock=self.clock, data=data)

        self._until_it_does(start)

    def _step(self) -> bool:
        """One thing that somebody does or time brings; False where nothing more can be done."""
        tasks = self.case.tasks
        if tasks:
            self._until_it_does(lambda: self._complete(tasks[0].id))
            return True
        due = self.case.due
        messages = [r for r in self.case.receivable if self.sent[r.message] < 3]
        signals = sorted({e for e in self._signals() if self.sent[e] < 3})
        if messages:
            self._send(messages[0].message, messages[0].element_id, messages[0].form)
        elif due:
            self.clock.advance_to(max(due[0][0], self.clock.now()))
            if self.case.advance():
                self.played.steps.append({"what": "time", "at": self.clock.now().isoformat()})
        elif signals:
            self._send(signals[0], None, None)
        else:
            self._waits()
            return False
        return True

    def _complete(self, task_id: str) -> None:
        task = next(t for t in self.case.tasks if t.id == task_id)
        data = self.answers.form(self.model.forms[task.form]) if task.form else self.answers.values()
        by = PARTY if task.is_party else f"{task.post or 'officer'} {len(self.played.steps)}"
        self.case.complete(task_id, data, by=by)
        self.played.steps.append(
            {
                "what": "task",
                "element": task.element_id,
                "name": task.name.zh,
                "of": PARTY if task.is_party else task.post,
                "authority": task.authority,
                "asks": sorted(data) if task.form else [],
            }
        )

    def _send(self, name: str, element: str | None, form: str | None) -> None:
        self.sent[name] += 1
        data = self.answers.form(self.model.forms[form]) if form else self.answers.values()
        self.case.send(name, data)
        self.played.steps.append({"what": "message", "name": name, "element": element})

    def _signals(self) -> list[str]:
        waiting = (t.task_spec.element for t in self.case.tokens.live() if t.state == WAITING)
        return [e.reference for e in waiting if e.event == "signal" and e.reference]

    def _waits(self) -> None:
        """Waiting for what may still come from outside is lawful; for a token that cannot come it is not."""
        elements = [self.model.elements[id] for id in self.case.here]
        self.played.waits_for = [{"element": e.id, "name": e.name.zh, "kind": e.event or e.kind} for e in elements]
        lawful = any(e.event in ("message", "signal", "conditional", "timer") for e in elements) or any(
            e.kind == "receiveTask" for e in elements
        )
        self.played.outcome = "waiting" if lawful else "stuck"

    def _until_it_does(self, act: Any) -> None:
        """Try other answers where these lead nowhere."""
        for attempt in range(20):
            try:
                act()
                return
            except TooManySteps:
                raise
            except EngineError:
                if attempt == 19 or time.process_time() > self.until:
                    raise
