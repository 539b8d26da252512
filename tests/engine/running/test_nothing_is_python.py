"""No text of a model is ever evaluated as Python: hostile expressions in every place an expression can stand."""

import builtins
import os
import subprocess
from pathlib import Path

import pytest

from engine import EngineError, ModelRefused, read_model
from engine.dmn import read_tables
from engine.forms import read_form, validating
from tests.engine.running.conftest import Played, flows, process

assert validating  # imported before exec is watched

HOSTILE = [
    "__import__('os').system('touch {mark}')",
    "open('{mark}', 'w')",
    "().__class__.__bases__[0].__subclasses__()",
    "exec('import os')",
    "(lambda: open('{mark}','w'))()",
    "[x for x in ().__class__.__base__.__subclasses__()]",
    "import os",
    "{mark}" + "".__class__.__name__,
]
TIMER = "<timerEventDefinition><{0}>{{}}</{0}></timerEventDefinition>"
END = '<endEvent id="e"/>'


def _places() -> dict[str, bytes]:
    """A model with ``{}`` where an expression can stand."""
    start, task = '<startEvent id="s"/>', '<userTask id="T"/>'
    straight = flows("s T", "T e")
    multi = '<userTask id="T"{}><multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics></userTask>'
    enough = "<loopCardinality>3</loopCardinality><completionCondition>{}</completionCondition>"
    event = "<conditionalEventDefinition><condition>{}</condition></conditionalEventDefinition>"
    boundary = '<boundaryEvent id="b" attachedToRef="T">{}</boundaryEvent><endEvent id="be"/>'
    guarded = start + task + END + boundary + flows("s T", "T e", "b be")
    choice = start + '<exclusiveGateway id="x" default="f1"/>' + task + END + '<endEvent id="e2"/>'
    rule = '<message id="m" name="M"/>'
    return {
        "condition": choice + flows("s x", "x T", "T e") + '<sequenceFlow id="h" sourceRef="x" targetRef="e2">'
        "<conditionExpression>{}</conditionExpression></sequenceFlow>",
        "script": start + '<scriptTask id="T" daylight:result="r"><script>{}</script></scriptTask>' + END + straight,
        "duration": guarded.format(TIMER.format("timeDuration")),
        "duration in FEEL": guarded.format(TIMER.format("timeDuration").replace("{}", "= {}")),
        "date": guarded.format(TIMER.format("timeDate").replace("{}", "= {}")),
        "cycle": guarded.format(TIMER.format("timeCycle")),
        "cardinality": start + multi.format("", "<loopCardinality>{}</loopCardinality>") + END + straight,
        "collection": start + multi.format(' daylight:collection="{}" daylight:item="i"', "") + END + straight,
        "completion": start + multi.format("", enough) + END + straight,
        "loop": start + '<userTask id="T"><standardLoopCharacteristics testBefore="true"><loopCondition>{}'
        "</loopCondition></standardLoopCharacteristics></userTask>" + END + straight,
        "conditional event": guarded.format(event),
        "clock": start + '<userTask id="T" daylight:clock="starts" daylight:on="{}"/>' + END + straight,
        "when": rule + start + task + END + '<boundaryEvent id="b" attachedToRef="T" daylight:when="{}">'
        '<messageEventDefinition messageRef="m"/></boundaryEvent><endEvent id="be"/>' + flows("s T", "T e", "b be"),
    }  # fmt: skip


@pytest.fixture
def tripwire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Where a hostile text would leave its mark, and every way out of Python watched."""
    tripped: list[str] = []

    def watch(owner: object, name: str) -> None:
        monkeypatch.setattr(owner, name, lambda *a, **k: tripped.append(f"{name}{a}"))

    for owner, name in ((os, "system"), (os, "popen"), (subprocess, "Popen"), (builtins, "eval"), (builtins, "exec")):
        watch(owner, name)
    return tmp_path / "mark", tripped


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@pytest.mark.parametrize("place", _places())
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_expression_does_nothing(place: str, hostile: str, tripwire: tuple[Path, list[str]]) -> None:
    mark, tripped = tripwire
    body = _places()[place].replace("{}", _escape(hostile.replace("{mark}", str(mark))))
    more = '<message id="m" name="M"/>' if place == "when" else ""
    body = body.replace('<message id="m" name="M"/>', "", 1)
    try:
        case = Played(read_model(process(body, more)))
        for _ in range(4):
            if case.case.tasks:
                case.do(case.case.tasks[0].element_id)
            case.later(days=400)
        assert case.case.receivable is not None
    except EngineError as refused:
        assert refused.text.zh and refused.text.en
    assert not mark.exists() and tripped == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_tables_and_forms_evaluate_nothing_either(hostile: str, tripwire: tuple[Path, list[str]]) -> None:
    mark, tripped = tripwire
    text = hostile.replace("{mark}", str(mark))
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:t">'
        '<decision id="t" name="t"><variable name="t"/><decisionTable><input><inputExpression><text>{0}</text>'
        "</inputExpression></input><output/><rule><inputEntry><text>{0}</text></inputEntry><outputEntry><text>{0}</text>"
        "</outputEntry></rule></decisionTable></decision></definitions>"
    )
    schema = {"type": "object", "properties": {"a": {"type": "string", "title": "a"}}}
    for attempt in (
        lambda: read_tables(table.format(_escape(text)).encode())["t"].evaluate({}, None),
        lambda: read_form("f", schema, {"fields": {"a": {"visible_when": text}}}).validate({"a": "x"}),
    ):
        try:
            attempt()
        except EngineError as refused:
            assert refused.text.zh
        except AttributeError as error:  # no environment was handed in
            assert "NoneType" in str(error)
    assert not mark.exists() and tripped == []


def test_a_script_of_another_language_is_put_into_feel_or_done_by_a_person() -> None:
    body = '<startEvent id="s"/><scriptTask id="T" scriptFormat="python"><script>{}</script></scriptTask>' + END
    assigned = read_model(process(body.format("x = 1") + flows("s T", "T e"))).elements["T"]
    assert assigned.kind == "scriptTask" and assigned.result == "x"
    assert assigned.script is not None and assigned.script.text == "1"
    by_hand = read_model(process(body.format("x.append(1)") + flows("s T", "T e"))).elements["T"]
    assert by_hand.kind == "userTask"


@pytest.mark.parametrize("script", ["import os", "open('f').read()", "().__class__"])
def test_a_script_that_reaches_out_is_refused(script: str) -> None:
    body = '<startEvent id="s"/><scriptTask id="T" scriptFormat="python"><script>{}</script></scriptTask>' + END
    with pytest.raises(ModelRefused) as refused:
        read_model(process(body.format(script) + flows("s T", "T e")))
    assert refused.value.element == "T"
