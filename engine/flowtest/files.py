"""Scenarios played: each step done for real, and told in words when something is not as it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError, FormInvalid
from engine.flowtest.coverage import Coverage
from engine.flowtest.expecting import LOOKED, unmet
from engine.flowtest.playing import Flow, FlowCase
from engine.flowtest.scenario import SUFFIX, Act, Scenario, ScenarioRefused, read_scenario, typed_in
from engine.limits import Limit
from engine.reading.model import Model
from engine.text import Text


@dataclass(frozen=True, slots=True)
class Told:
    """How a scenario went. ``problem``: what is not as it says, after how many steps; None when all is."""

    name: str
    title: Text
    problem: Text | None = None
    step: int = 0
    passed: frozenset[str] = frozenset()

    @property
    def met(self) -> bool:
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Trial:
    """All scenarios of a bundle, and what of the flow they pass."""

    told: tuple[Told, ...]
    share: float  # between 0 and 1, of nodes and flows
    missing: tuple[str, ...]
    passed: frozenset[str] = field(default=frozenset(), repr=False)
    coverage: Coverage | None = field(default=None, repr=False)

    @property
    def met(self) -> bool:
        return all(one.met for one in self.told)


def run_scenarios(model: Model, files: Mapping[str, bytes]) -> Trial:
    """Play every ``*.test.yaml`` of a bundle. A file that cannot be read is told as a scenario that is not met."""
    flow = Flow(model)
    told = []
    for name in sorted(name for name in files if name.endswith(SUFFIX)):
        try:
            told.append(play_scenario(flow, read_scenario(name, files[name])))
        except ScenarioRefused as refused:
            told.append(Told(name, Text(name, name), refused.text))
    coverage = flow.coverage
    return Trial(tuple(told), coverage.share, tuple(coverage.missing), frozenset(coverage.passed), coverage)


def play_scenario(flow: Flow, scenario: Scenario) -> Told:
    """Play it on the flow, whose coverage grows by what it passes."""
    step = 0
    case: FlowCase | None = None

    def told(problem: Text | None) -> Told:
        passed = frozenset(id for entry in (case.log if case else ()) for id in entry.path)
        return Told(scenario.name, scenario.title, problem, step, passed)

    try:
        case = begin(flow, scenario)
        for act in scenario.acts:
            step = act.number
            act_out(case, act)
    except FormInvalid as refused:
        fields = ", ".join(f"{e.path}（{e.message.zh}）" for e in refused.errors)
        english = ", ".join(f"{e.path} ({e.message.en})" for e in refused.errors)
        return told(Text(f"表单不接受：{fields}", f"The form refuses: {english}"))
    except EngineError as error:
        return told(error.text)
    except AssertionError as error:
        return told(Text(str(error), str(error)))
    return told(None)


def begin(flow: Flow, scenario: Scenario) -> FlowCase:
    """The case as a scenario begins it."""
    return flow.apply(typed_in(flow.model.start_form, scenario.answers), on=scenario.on, by=scenario.by)


def act_out(case: FlowCase, act: Act) -> None:
    """Do one step. Raises EngineErrors, and AssertionError where the step is not there."""
    _PLAYED[act.word](case, act)


def _do(case: FlowCase, act: Act) -> None:
    answers = _answers(case, case.task(act.what).form, act)
    case.do(act.what, answers, by=str(act.more.get("by", "")), opinion=act.more.get("opinion"))


def _send(case: FlowCase, act: Act) -> None:
    by = str(act.more.get("by", ""))
    form = next((r.form for r in case.case.receivable if r.message == act.what), None)
    case.send(act.what, _answers(case, form, act), **({"by": by} if by else {}))


def _start(case: FlowCase, act: Act) -> None:
    case.start(act.what, str(act.more.get("reason", act.what)), by=str(act.more.get("by", "")))


def _refuse(case: FlowCase, act: Act) -> None:
    answers = _answers(case, case.task(act.what).form, act)
    fields = case.refuses(act.what, answers, by=str(act.more.get("by", "")))
    wanted = {str(name) for name in act.more.get("fields") or ()}
    if wanted and wanted != fields:
        unmet("不接受的字段", "fields refused", sorted(wanted), sorted(fields))


def _wait(case: FlowCase, act: Act) -> None:
    limit: Limit = act.what
    amounts = {unit: limit.amount if unit == limit.unit else 0 for unit in ("wd", "d", "h")}
    case.advance(workdays=amounts["wd"], days=amounts["d"], hours=amounts["h"])


def _until(case: FlowCase, act: Act) -> None:
    case.advance(to=act.what)


def _expect(case: FlowCase, act: Act) -> None:
    for word, wanted in act.what.items():
        LOOKED[word](case, wanted)


def _answers(case: FlowCase, form: str | None, act: Act) -> Mapping[str, Any]:
    return typed_in(case.flow.model.forms[form] if form else None, act.more["answers"])


_PLAYED: dict[str, Callable[[FlowCase, Act], None]] = {
    "do": _do, "send": _send, "start": _start, "refused": _refuse, "wait": _wait, "until": _until, "expect": _expect,
}  # fmt: skip
