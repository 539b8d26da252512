"""A scenario that is being recorded: what was done so far, played from its beginning whenever it is looked at.

A recording is plain data, as in the file: ``{"begin": {…}, "steps": […]}``. Nothing of it is ever stored as a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from engine.errors import CaseError, EngineError, FormInvalid
from engine.flowtest.expecting import last_day
from engine.flowtest.files import act_out, begin
from engine.flowtest.playing import Flow, FlowCase
from engine.flowtest.scenario import Act, Scenario, parsed
from engine.running.changes import OpenTask
from engine.text import Text

NAME = "recording"


@dataclass(frozen=True, slots=True)
class Recording:
    """``steps`` are those of a scenario file, ``began`` its beginning; both as YAML would be read."""

    began: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, on: date, answers: Mapping[str, Any], by: str = "") -> "Recording":
        """A case that begins on that day with these answers."""
        return cls({"on": on, **({"by": by} if by else {}), **({"answers": dict(answers)} if answers else {})})

    def and_then(self, **step: Any) -> "Recording":
        """With one more step, such as ``do="审查", answers={…}``."""
        return replace(self, steps=(*self.steps, {word: said for word, said in step.items() if said not in ("", {})}))

    def without_last(self) -> "Recording":
        return replace(self, steps=self.steps[:-1])

    def scenario(self) -> Scenario:
        """Raises ScenarioRefused."""
        return parsed(NAME, {"begin": dict(self.began), "steps": [dict(step) for step in self.steps]})

    def play(self, flow: Flow) -> FlowCase:
        """The case as it stands now. Raises FormInvalid and EngineErrors of the step that cannot be done.

        AssertionErrors of the kit (a step is not open) are told as CaseError.
        """
        scenario = self.scenario()
        case = begin(flow, scenario)
        for act in scenario.acts:
            _act(case, act)
        return case

    def saved(self, flow: Flow, title: Text, each_step: bool = True) -> str:
        """The scenario file: with what must be open or ended at the end, and, where ``each_step``, with who has to do
        each step and until when, before it is done.
        """
        scenario = self.scenario()
        case = begin(flow, scenario)
        steps: list[Mapping[str, Any]] = []
        noted: dict[str, Any] = {}
        for act, step in zip(scenario.acts, self.steps, strict=True):
            if each_step and act.word in ("do", "refused") and (looked := _looked_at(case, act.what)) != noted:
                steps.append({"expect": looked})
                noted = looked
            steps.append(step)
            _act(case, act)
        steps.append({"expect": outcome_of(case)})
        return written(title, self.began, steps)


def outcome_of(case: FlowCase) -> dict[str, Any]:
    """What a test expects at its end: the end the case came to, or what is open, whose it is and until when."""
    if case.ended is not None:
        return {"ended": case.ended}
    expected: dict[str, Any] = {"open": case.open}
    tasks = {name_in(case, task): task for task in reversed(case.case.tasks)}
    posts = {name: task.post for name, task in tasks.items() if task.post and not task.is_party}
    days = {name: day for name in tasks if (day := last_day(case, name))}
    return {**expected, **({"post": posts} if posts else {}), **({"due": days} if days else {})}


def name_in(case: FlowCase, task: OpenTask) -> str:
    """The name of a step where it says which one is meant, else its id."""
    names = [e.name.zh for e in case.flow.model.elements.values() if e.name.zh == task.name.zh]
    return task.name.zh if len(names) == 1 and task.name.zh else task.element_id


def written(title: Text, began: Mapping[str, Any], steps: list[Mapping[str, Any]]) -> str:
    """The file as people write it: a step a line, as long as it is short."""
    lines = [
        yaml.safe_dump({"title": {"zh": title.zh, "en": title.en}}, allow_unicode=True, sort_keys=False, width=1000),
        yaml.safe_dump({"begin": dict(began)}, allow_unicode=True, sort_keys=False, width=1000),
        "steps:\n",
    ]
    for step in steps:
        flow = yaml.safe_dump([dict(step)], allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
        lines.append("".join(f"  {line}\n" for line in flow.splitlines()))
    return "".join(lines) if steps else "".join(lines[:2]) + "steps: []\n"


def _looked_at(case: FlowCase, step: str) -> dict[str, Any]:
    task = case.task(step)
    day = last_day(case, step)
    found: dict[str, Any] = {"post": {step: task.post}} if task.post and not task.is_party else {}
    return {**found, **({"due": {step: day}} if day else {})} or {"open": case.open}


def _act(case: FlowCase, act: Act) -> None:
    try:
        act_out(case, act)
    except (FormInvalid, EngineError):
        raise
    except AssertionError as error:
        raise CaseError(Text(str(error), str(error))) from None
