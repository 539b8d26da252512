"""Scenarios as files (``*.test.yaml``): what happens to a case, and what must be so. Read strictly, played for real.

title: {zh: 五个工作日未告知即为受理, en: Silence for five working days counts as acceptance}
begin: {on: 2026-03-02, answers: {申请人: {…}}}
steps:
  - wait: 6wd
  - expect: {open: [材料审查], passed: [视为受理], started_on: 2026-03-02}
  - do: 材料审查
    answers: {结论: 同意}
  - refused: 作出决定
    answers: {}
    fields: [决定]
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import yaml

from engine.errors import EngineError, FormInvalid
from engine.flowtest.playing import Flow, FlowCase
from engine.limits import Limit
from engine.reading.model import Model
from engine.running.reckoning import Reckoning
from engine.text import Text

SUFFIX = ".test.yaml"
MOST_STEPS = 500
_ACTS = {
    "do": {"answers", "by", "opinion"},
    "send": {"answers", "by"},
    "start": {"by", "reason"},
    "refused": {"answers", "by", "fields"},
    "wait": set(),
    "until": set(),
    "expect": set(),
}
_EXPECTED = (
    "open", "ended", "passed", "not_passed", "values", "due", "post", "started_on", "promised", "statutory", "messages",
)  # fmt: skip


class ScenarioRefused(EngineError):
    """A scenario file that cannot be read; says where."""


class Unmet(EngineError):
    """Something in a scenario is not as it says."""


@dataclass(frozen=True, slots=True)
class Act:
    """One step: its word, what stands beside the word, and what else it says. ``number`` counts from 1."""

    number: int
    word: str
    what: Any
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title: Text
    on: date
    by: str
    answers: Mapping[str, Any]
    acts: tuple[Act, ...]


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
    return Trial(tuple(told), coverage.share, tuple(coverage.missing), frozenset(coverage.passed))


def play_scenario(flow: Flow, scenario: Scenario) -> Told:
    """Play it on the flow, whose coverage grows by what it passes."""
    step = 0
    case: FlowCase | None = None

    def told(problem: Text | None) -> Told:
        passed = frozenset(id for entry in (case.log if case else ()) for id in entry.path)
        return Told(scenario.name, scenario.title, problem, step, passed)

    try:
        case = flow.apply(scenario.answers, on=scenario.on, by=scenario.by)
        for act in scenario.acts:
            step = act.number
            _PLAYED[act.word](case, act)
    except FormInvalid as refused:
        fields = ", ".join(f"{e.path}（{e.message.zh}）" for e in refused.errors)
        english = ", ".join(f"{e.path} ({e.message.en})" for e in refused.errors)
        return told(Text(f"表单不接受：{fields}", f"The form refuses: {english}"))
    except EngineError as error:
        return told(error.text)
    except AssertionError as error:
        return told(Text(str(error), str(error)))
    return told(None)


# ---------------------------------------------------------------------------------------------------------- reading


class _Loader(yaml.SafeLoader):
    """YAML 1.2 in one point: only ``true`` and ``false`` are truth values, so that ``on`` and ``yes`` are words."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:bool"]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def read_scenario(name: str, source: bytes | str) -> Scenario:
    """The scenario; raises ScenarioRefused naming the file and the step."""
    try:
        said = yaml.load(source, Loader=_Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(name, f"不是 YAML（{error}）", f"is no YAML ({error})") from None
    if not isinstance(said, dict) or said.keys() - {"title", "begin", "steps"}:
        raise _refused(name, "应当只有 title、begin、steps", "should have title, begin and steps only")
    begin, steps = said.get("begin") or {}, said.get("steps") or []
    if not isinstance(begin, dict) or begin.keys() - {"on", "by", "answers"}:
        raise _refused(name, "begin 里只能有 on、by、answers", "begin may say on, by and answers")
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        raise _refused(name, f"steps 应当是最多 {MOST_STEPS} 步的列表", f"steps is a list of at most {MOST_STEPS}")
    on = begin.get("on", date(2026, 3, 2))
    if not isinstance(on, date) or isinstance(on, datetime):
        raise _refused(name, "begin.on 应当是日期", "begin.on should be a date")
    acts = tuple(_act(name, number, step) for number, step in enumerate(steps, start=1))
    return Scenario(name, _title(said.get("title"), name), on, str(begin.get("by", "")), _answers(name, 0, begin), acts)


def _title(said: Any, name: str) -> Text:
    if isinstance(said, dict):
        zh = str(said.get("zh", ""))
        return Text(zh or name, str(said.get("en", "")) or zh or name)
    return Text(str(said), str(said)) if said else Text(name.removesuffix(SUFFIX), name.removesuffix(SUFFIX))


def _act(name: str, number: int, step: Any) -> Act:
    words = [word for word in _ACTS if isinstance(step, dict) and word in step]
    if len(words) != 1:
        known = "、".join(_ACTS)
        raise _refused(name, f"第 {number} 步应当是 {known} 之一", f"step {number} should be one of {', '.join(_ACTS)}")
    word = words[0]
    odd = step.keys() - {word} - _ACTS[word]
    if odd:
        more = ", ".join(map(str, odd))
        raise _refused(name, f"第 {number} 步里多了 {more}", f"step {number} says {more} besides")
    what = _what(name, number, word, step[word])
    return Act(number, word, what, {**step, "answers": _answers(name, number, step)})


def _what(name: str, number: int, word: str, what: Any) -> Any:
    if word == "wait":
        try:
            return Limit.parse(str(what))
        except ValueError:
            raise _refused(
                name, f"第 {number} 步：wait 写作 5wd 或 5d", f"step {number}: wait is written 5wd or 5d"
            ) from None
    if word == "until" and (not isinstance(what, date) or isinstance(what, datetime)):
        raise _refused(name, f"第 {number} 步：until 应当是日期", f"step {number}: until should be a date")
    if word == "expect" and (not isinstance(what, dict) or what.keys() - set(_EXPECTED)):
        known = ", ".join(_EXPECTED)
        raise _refused(name, f"第 {number} 步：expect 里只能有 {known}", f"step {number}: expect may say {known}")
    if word in ("do", "send", "start", "refused") and not isinstance(what, str):
        raise _refused(name, f"第 {number} 步：{word} 后面写名称", f"step {number}: a name should follow {word}")
    return what


def _answers(name: str, number: int, step: Mapping[str, Any]) -> Mapping[str, Any]:
    answers = step.get("answers") or {}
    if not isinstance(answers, dict):
        raise _refused(name, f"第 {number} 步：answers 应当是一组字段", f"step {number}: answers should be fields")
    return {str(key): _raw(value) for key, value in answers.items()}


def _raw(value: Any) -> Any:
    """What YAML reads as a number, date or yes is what a person would have typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {str(key): _raw(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_raw(part) for part in value]
    return value if value is None else str(value)


def _refused(name: str, zh: str, en: str) -> ScenarioRefused:
    return ScenarioRefused(Text(f"{name}：{zh}", f"{name}: {en}"))


# ---------------------------------------------------------------------------------------------------------- playing


def _do(case: FlowCase, act: Act) -> None:
    case.do(act.what, act.more["answers"], by=str(act.more.get("by", "")), opinion=act.more.get("opinion"))


def _send(case: FlowCase, act: Act) -> None:
    by = str(act.more.get("by", ""))
    case.send(act.what, act.more["answers"], **({"by": by} if by else {}))


def _start(case: FlowCase, act: Act) -> None:
    case.start(act.what, str(act.more.get("reason", act.what)), by=str(act.more.get("by", "")))


def _refuse(case: FlowCase, act: Act) -> None:
    fields = case.refuses(act.what, act.more["answers"], by=str(act.more.get("by", "")))
    wanted = {str(name) for name in act.more.get("fields") or ()}
    if wanted and wanted != fields:
        _unmet("不接受的字段", "fields refused", sorted(wanted), sorted(fields))


def _wait(case: FlowCase, act: Act) -> None:
    limit: Limit = act.what
    amounts = {unit: limit.amount if unit == limit.unit else 0 for unit in ("wd", "d", "h")}
    case.advance(workdays=amounts["wd"], days=amounts["d"], hours=amounts["h"])


def _until(case: FlowCase, act: Act) -> None:
    case.advance(to=act.what)


def _expect(case: FlowCase, act: Act) -> None:
    for word, wanted in act.what.items():
        _LOOKED[word](case, wanted)


_PLAYED: dict[str, Callable[[FlowCase, Act], None]] = {
    "do": _do, "send": _send, "start": _start, "refused": _refuse, "wait": _wait, "until": _until, "expect": _expect,
}  # fmt: skip


def _same(zh: str, en: str, look: Callable[[FlowCase], Any]) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, wanted: Any) -> None:
        found = look(case)
        if found != wanted:
            _unmet(zh, en, wanted, found)

    return check


def _of_tasks(zh: str, en: str, look: Callable[[FlowCase, str], Any]) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, wanted: Any) -> None:
        for step, value in dict(wanted).items():
            found = look(case, str(step))
            if found != value:
                _unmet(f"{step}的{zh}", f"{en} of {step}", value, found)

    return check


def _due(case: FlowCase, step: str) -> date | None:
    due_at = case.task(step).due_at
    return due_at and case.flow.calendar.today(due_at - timedelta(microseconds=1))


def _passed(wanted: bool) -> Callable[[FlowCase, Any], None]:
    def check(case: FlowCase, steps: Any) -> None:
        for step in steps if isinstance(steps, list) else [steps]:
            if case.passed(str(step)) is not wanted:
                said = Text("应当经过", "passed") if wanted else Text("不应当经过", "not passed")
                raise Unmet(Text(f"{said.zh} {step}", f"{step} should be {said.en}"))

    return check


def _values(case: FlowCase, wanted: Any) -> None:
    for name, value in dict(wanted).items():
        found = case.value(str(name))
        if _plain(found) != _plain(value):
            _unmet(f"{name} 的值", f"value of {name}", value, found)


def _plain(value: Any) -> Any:
    """Values as they compare with what YAML writes."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return value if isinstance(value, date) and not isinstance(value, datetime) else str(value)


def _deadline(reckoning: Reckoning | None) -> date | None:
    return reckoning.deadline if reckoning else None


def _unmet(zh: str, en: str, wanted: Any, found: Any) -> None:
    raise Unmet(
        Text(f"{zh}应为 {_said(wanted)}，实为 {_said(found)}", f"{en}: {_said(wanted)} expected, {_said(found)} found")
    )


def _said(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return "[" + ", ".join(map(_said, value)) + "]"
    return "—" if value is None else str(value)


_LOOKED: dict[str, Callable[[FlowCase, Any], None]] = {
    "open": lambda case, wanted: _same("待办", "open", lambda c: sorted(c.open))(case, sorted(map(str, wanted or []))),
    "ended": _same("结果", "end", lambda case: case.ended),
    "passed": _passed(True),
    "not_passed": _passed(False),
    "values": _values,
    "due": _of_tasks("最后一日", "last day", _due),
    "post": _of_tasks("岗位", "post", lambda case, step: case.task(step).post),
    "started_on": _same("开始计时的日子", "counting began", lambda case: case.limits.started_on),
    "promised": _same("承诺的最后一日", "promised last day", lambda case: _deadline(case.limits.promised)),
    "statutory": _same("法定的最后一日", "statutory last day", lambda case: _deadline(case.limits.statutory)),
    "messages": lambda case, wanted: _same("可以办的事", "messages", lambda c: sorted(c.messages))(
        case, sorted(wanted)
    ),
}
