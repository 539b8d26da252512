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
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml

from engine.errors import EngineError
from engine.forms import Form
from engine.limits import Limit
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
EXPECTED = (
    "open", "ended", "passed", "not_passed", "values", "due", "light", "post", "authority", "started_on", "promised",
    "statutory", "used", "excluded", "messages", "did", "by", "opinion", "rows",
)  # fmt: skip
"""What ``expect`` can look at; engine.flowtest.expecting says how."""


class ScenarioRefused(EngineError):
    """A scenario file that cannot be read; says where."""

    @classmethod
    def of(cls, name: str, zh: str, en: str) -> "ScenarioRefused":
        """What is wrong with the file ``name``."""
        return cls(Text(f"{name}：{zh}", f"{name}: {en}"))


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


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core in what people type: only ``true`` and ``false`` are truth values, so that ``on`` and ``yes`` are
    words; figures that begin with 0 are a text (a telephone number); what has a point is exact.
    """


_PLAIN = ("bool", "int", "float")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if tag.rpartition(":")[2] not in _PLAIN]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_FIGURES = list("-0123456789")
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)$"), _FIGURES)
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+$"), _FIGURES)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(node.value)))


def read_scenario(name: str, source: bytes | str) -> Scenario:
    """The scenario; raises ScenarioRefused naming the file and the step."""
    try:
        said = yaml.load(source, Loader=_Loader)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ScenarioRefused.of(name, f"不是 YAML（{error}）", f"is no YAML ({error})") from None
    return parsed(name, said)


def parsed(name: str, said: Any) -> Scenario:
    """The scenario that this data says, as YAML reads it; raises ScenarioRefused."""
    if not isinstance(said, dict) or said.keys() - {"title", "begin", "steps"}:
        raise ScenarioRefused.of(name, "应当只有 title、begin、steps", "should have title, begin and steps only")
    begin, steps = said.get("begin") or {}, said.get("steps") or []
    if not isinstance(begin, dict) or begin.keys() - {"on", "by", "answers"}:
        raise ScenarioRefused.of(name, "begin 里只能有 on、by、answers", "begin may say on, by and answers")
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        raise ScenarioRefused.of(
            name, f"steps 应当是最多 {MOST_STEPS} 步的列表", f"steps is a list of at most {MOST_STEPS}"
        )
    on = begin.get("on", date(2026, 3, 2))
    if not isinstance(on, date) or isinstance(on, datetime):
        raise ScenarioRefused.of(name, "begin.on 应当是日期", "begin.on should be a date")
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
        raise ScenarioRefused.of(
            name, f"第 {number} 步应当是 {known} 之一", f"step {number} should be one of {', '.join(_ACTS)}"
        )
    word = words[0]
    odd = step.keys() - {word} - _ACTS[word]
    if odd:
        more = ", ".join(map(str, odd))
        raise ScenarioRefused.of(name, f"第 {number} 步里多了 {more}", f"step {number} says {more} besides")
    what = _what(name, number, word, step[word])
    return Act(number, word, what, {**step, "answers": _answers(name, number, step)})


def _what(name: str, number: int, word: str, what: Any) -> Any:
    if word == "wait":
        try:
            return Limit.parse(str(what))
        except ValueError:
            raise ScenarioRefused.of(
                name, f"第 {number} 步：wait 写作 5wd 或 5d", f"step {number}: wait is written 5wd or 5d"
            ) from None
    if word == "until" and (not isinstance(what, date) or isinstance(what, datetime)):
        raise ScenarioRefused.of(name, f"第 {number} 步：until 应当是日期", f"step {number}: until should be a date")
    if word == "expect" and (not isinstance(what, dict) or what.keys() - set(EXPECTED)):
        known = ", ".join(EXPECTED)
        raise ScenarioRefused.of(
            name, f"第 {number} 步：expect 里只能有 {known}", f"step {number}: expect may say {known}"
        )
    if word in ("do", "send", "start", "refused") and not isinstance(what, str):
        raise ScenarioRefused.of(
            name, f"第 {number} 步：{word} 后面写名称", f"step {number}: a name should follow {word}"
        )
    return what


def _answers(name: str, number: int, step: Mapping[str, Any]) -> Mapping[str, Any]:
    answers = step.get("answers") or {}
    if not isinstance(answers, dict):
        raise ScenarioRefused.of(
            name, f"第 {number} 步：answers 应当是一组字段", f"step {number}: answers should be fields"
        )
    return {str(key): value for key, value in answers.items()}


def typed_in(form: Form | None, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers as a person would type them into the form; where there is no form, as the values they are."""
    return answers if form is None else {key: _raw(value) for key, value in answers.items()}


def _raw(value: Any) -> Any:
    """What YAML reads as a number, date or yes is what a person would have typed. A file's size stays a number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        size = {"size": value["size"]} if "sha256" in value and "size" in value else {}
        return {str(key): _raw(part) for key, part in value.items()} | size
    if isinstance(value, list):
        return [_raw(part) for part in value]
    return value if value is None else str(value)
