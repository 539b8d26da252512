"""The behaviour cases beside the checkout (see ../shared/corpora/behaviour/README.md), played step by step.

The case is stored and loaded before every step.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import Case, EngineError, FixedClock, ModelRefused, NotWaitedFor, OpenTask, read_model
from engine.running.tokens import WAITING
from tests.conformance.corpora import CORPORA

FOLDER = CORPORA / "behaviour"
CASES = json.loads((FOLDER / "behaviour.json").read_text())["cases"] if FOLDER.is_dir() else []

NOT_SHARED = {
    # Python scripts: a person does the step
    "sub/call-data": ("scripts", "del and several statements in Python"),
    "sub/call-error": ("scripts", "a script that raises in Python"),
    "sub/io-on-task": ("scripts", "several assignments in one Python statement; inputs and outputs of a task"),
    "timer/date-start": ("scripts", "datetime.now() in Python"),
    "timer/cycle": ("scripts", "a Python function"),
    "tx/normal": ("scripts", "print() in Python"),
    "spiff/mi-scripts": ("aside", "Python before and after a step"),
    "spiff/call-pre-post": ("mappings", "the step that is looked at is over as soon as it begins"),
    # SpiffWorkflow's own conventions
    "par/loop-input": ("never-joined", "its parallel join goes on without a flow that no token can come by"),
    "evt/multiple-start": ("events", "its case begins before its start event; several triggers of one event"),
    "evt/throw-catch": ("events", "its case is several processes at once; several triggers of one event"),
    "tx/cancel": ("legal", "what was entered in a cancelled transaction is dropped; an empty answer is a value"),
    "tx/error-coded": ("legal", "an error goes to all that catch it, not to the most specific one alone"),
    "spiff/signal-payload": ("aside", "an extension: values that an event carries"),
    "spiff/error-payload": ("aside", "an extension: values that an event carries"),
    "spiff/dmn": ("fails", "two rows of a unique table apply: DMN 1.3 calls that an error, there the first counts"),
    "invalid/No-Start-Event": ("legal", "BPMN 2.0, 10.4.2: without one, what nothing leads to begins"),
    "invalid/Unsupported-Task": ("calls", "refused by its plain parser alone; a person does it"),
    "invalid/non-executable-process": ("executable", "read, and said so"),
    "invalid/standard_loop_invalid": ("repetition", "done once, and said so"),
    "invalid/parallel_multiinstance_invalid": ("fails", "done for each of the collection, and said so"),
}
"""Cases that stand apart: what the report says of them (a rule, refused, a typed error, legal BPMN), and why."""


class Player:
    """One behaviour case."""

    def __init__(self, case: dict[str, Any]) -> None:
        names = [FOLDER / m for m in case["models"]]
        wanted = case["process"] if case["kind"] == "process" and case["process"] != "*" else None
        self.model = read_model({p.name: p.read_bytes() for p in names}, wanted)
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.choice: str | None = None
        self.failed: EngineError | None = None
        start = {k: self._start_value(v) for k, v in case["start_data"].items()}
        try:
            self.case = Case.start(self.model, clock=self.clock, data=start)
            self._choose()
        except EngineError as error:
            self.failed = error

    def _start_value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@now+"):
            return self.clock.now() + timedelta(seconds=float(value[5:]))
        return value

    def step(self, word: str, *words: Any) -> None:
        if self.failed is None:
            self.case = Case.unpack(self.model, self.case.pack(), clock=self.clock)
        getattr(self, "_still_open" if word == "open" else f"_{word}")(*words)

    # ------------------------------------------------------------------ what happens

    def _counter(self, times: int) -> None:
        """How often the model's Python function was called: a person does that step here."""
        assert times == 0

    def _do(self, name: str, data: dict[str, Any]) -> None:
        found = self._named(name)
        assert len(found) == 1, (name, self._open())
        self._complete(found[0], data)

    def _doany(self, name: str, data: dict[str, Any]) -> None:
        self._complete(self._named(name)[0], data)

    def _do1(self, data: dict[str, Any]) -> None:
        self._complete(self.case.tasks[0], data)

    def _do1e(self, data: dict[str, Any]) -> None:
        with pytest.raises(EngineError) as error:
            self._complete(self.case.tasks[0], data)
        self.failed = error.value

    def _each(self, name: str, read: str, written: str, times: int) -> None:
        name = name.removesuffix(" [child]")
        while found := self._named(name):
            value = self.case.visible(found[0].scope)[read]
            self._complete(found[0], {written: value * times})
            self.case = Case.unpack(self.model, self.case.pack(), clock=self.clock)

    def _message(self, name: str, payload: Any = None) -> None:
        with suppress(NotWaitedFor):
            self.case.send(name, payload or {})
        self._choose()

    def _timers(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(seconds=seconds))
        self.case.advance()
        self._choose()

    def _complete(self, task: OpenTask, data: dict[str, Any]) -> None:
        self.choice = data.get("choice", self.choice)
        self.case.complete(task.id, data, by="someone")
        self._choose()

    def _choose(self) -> None:
        """SpiffWorkflow's tests mean by a flow without a condition: ``choice`` is its name. Here a person is asked."""
        for task in self.case.tasks:
            element = self.model.elements[task.element_id]
            if element.asks == "choice":
                flow = next(f for f in element.outgoing if self.model.flows[f].name.zh == self.choice)
                name = self.model.forms[task.form or ""].fields[0].name
                self.case.complete(task.id, {name: flow}, by="someone")
                self._choose()
                return

    # ------------------------------------------------------------------ what must hold

    def _cannot(self, name: str) -> None:
        assert not self._named(name)

    def _ready(self, names: list[str]) -> None:
        assert self._open() == names

    def _nready(self, number: int) -> None:
        assert len(self.case.tasks) == number, self._open()

    _nready_h = _nready

    def _nwaiting(self, number: int) -> None:
        assert len(self._waiting()) == number, self._waiting()

    def _state(self, id: str, state: str) -> None:
        if state == "ERROR":
            assert self.failed is not None and self.failed.element == id
            return
        done, open_ = id in self.case.history, id in self._open() or id in self._waiting()
        if state == "READY":
            assert id in self._open()
        elif state == "WAITING":
            assert id in self._waiting()
        else:
            assert (done, open_) == (state == "COMPLETED", False)

    def _error(self, _class: str) -> None:
        assert self.failed is not None and self.failed.text.zh and self.failed.text.en

    def _completed(self) -> None:
        assert self.case.status == "finished", (self._open(), self._waiting())

    def _still_open(self) -> None:
        assert self.case.status == "running"

    def _idle(self) -> None:
        assert not self._open() and not self._waiting()

    def _wf_data(self, data: dict[str, Any]) -> None:
        assert _plain(self.case.values["0"]) == data

    _last_is = _wf_data

    def _last_has(self, data: dict[str, Any]) -> None:
        assert data.items() <= _plain(self.case.values["0"]).items()

    def _last_lacks(self, names: list[str]) -> None:
        assert not set(names) & self.case.values["0"].keys()

    def _has(self, data: dict[str, dict[str, Any]]) -> None:
        for id, values in data.items():
            task = self._named(id)[0]
            assert values.items() <= _plain(self.case.visible(task.scope)).items()

    # ------------------------------------------------------------------ where the case is

    def _named(self, name: str) -> list[OpenTask]:
        """Tasks of that id, name, or ``container.name``."""
        where, _, what = name.rpartition(".")
        return [
            t
            for t in self.case.tasks
            if " ".join(name.split()) in (t.element_id, t.name.zh)
            or (where == self.model.elements[t.element_id].parent and what in (t.element_id, t.name.zh))
        ]

    def _open(self) -> list[str]:
        return [t.element_id for t in self.case.tasks]

    def _waiting(self) -> list[str]:
        """What waits for an event or a join, boundary events included."""
        tokens = self.case.tokens
        return [t.task_spec.element.id for t in tokens.live() if t.state == WAITING]


def play(case: dict[str, Any]) -> None:
    if case["steps"][0][0] == "import_error":
        with pytest.raises(ModelRefused):
            Player(case)
        return
    player = Player(case)
    for step in case["steps"]:
        player.step(*step)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


@pytest.mark.skipif(not CASES, reason="the behaviour cases are not at ../shared/corpora")
def test_every_case_is_known() -> None:
    assert NOT_SHARED.keys() <= {case["id"] for case in CASES}


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] not in NOT_SHARED], ids=lambda case: case["id"])
def test_the_marking_is_right_after_every_step(case: dict[str, Any]) -> None:
    play(case)


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] in NOT_SHARED], ids=lambda case: case["id"])
def test_what_is_not_shared_is_refused_or_translated_and_said(case: dict[str, Any]) -> None:
    """And does not pass by accident: then it leaves the list."""
    said = NOT_SHARED[case["id"]][0]
    try:
        player = Player(case)
    except ModelRefused as refused:
        assert said == "refused" and all(f.message.zh and f.message.en for f in refused.findings)
        return
    if said == "fails":
        assert player.failed is not None and player.failed.text.zh and player.failed.text.en
        return
    assert said == "legal" or said in {f.check for f in player.model.report}
    with pytest.raises((AssertionError, LookupError, pytest.fail.Exception)):
        play(case)
