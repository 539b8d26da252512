"""Files that are larger, deeper or more twisted than anybody draws: each is refused, or done within bounds.

Without the bounds these tests would not end."""

import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import pytest

from engine import Model, ModelRefused, check_model, draw, export_model, read_model
from engine.flowtest.trying import play
from tests.engine.running.conftest import HEAD, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def read(body: str, more: str = "") -> Model:
    return read_model(process(body, more), "Main")


def straight(node: str) -> str:
    return START + node + END + flows("s X", "X e")


def refusal(make: Callable[[], object]) -> str:
    """Why it is refused."""
    with pytest.raises(ModelRefused) as refused:
        make()
    return refused.value.text.en


def nested(depth: int) -> str:
    opened = "".join(f'<subProcess id="S{n}">' for n in range(depth))
    return START + opened + '<userTask id="T"/>' + "</subProcess>" * depth + END + flows("s S0", "S0 e")


def called(number: int, calls: str) -> str:
    return f'<process id="P{number}">{calls}</process>'


# ---------------------------------------------------------------------- what is refused


def test_more_elements_than_anybody_draws() -> None:
    parts = "<extensionElements>" + "<x/>" * 100_001 + "</extensionElements>"
    assert "more than 100000 elements" in refusal(lambda: read(straight(f'<userTask id="X">{parts}</userTask>')))


def test_more_steps_than_anybody_draws() -> None:
    tasks = "".join(f'<userTask id="T{n}"/>' for n in range(16_001))
    assert "more than 16000 steps" in refusal(lambda: read(START + tasks))


def test_more_attributes_than_anybody_writes() -> None:
    many = " ".join(f'a{n}="x"' for n in range(501))
    assert "more than 500 attributes (userTask)" in refusal(lambda: read(straight(f'<userTask id="X" {many}/>')))
    spaces = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(501))
    assert "more than 500 attributes (userTask)" in refusal(lambda: read(straight(f'<userTask id="X" {spaces}/>')))


def test_sub_processes_and_calls_deeper_than_a_case_can_go() -> None:
    assert "more than 50 deep" in refusal(lambda: read(nested(51)))
    assert play(read(nested(50))).outcome == "ended"
    chain = "".join(
        called(n, f'<callActivity id="C{n}" calledElement="{f"P{n + 1}" if n < 999 else "Q"}"/>') for n in range(1000)
    )
    last = '<process id="Q"><userTask id="T"/></process>'
    assert "more than 50 deep" in refusal(
        lambda: read(straight('<callActivity id="X" calledElement="P0"/>'), chain + last)
    )


def test_what_is_not_well_formed_is_told_in_one_plain_sentence() -> None:
    said = refusal(lambda: read_model(b"<definitions>"))
    assert said.startswith("flow.bpmn is not well-formed XML (") and "<string>" not in said and said.endswith(").")


# ---------------------------------------------------------------------- what is read


def test_what_is_called_in_twos_over_and_over_is_read_at_once() -> None:
    call = '<callActivity id="{}{}" calledElement="P{}"/>'
    chain = "".join(called(n, call.format("C", n, n + 1) + call.format("D", n, n + 1)) for n in range(40))
    model = read(straight('<callActivity id="X" calledElement="P0"/>'), chain + called(40, '<userTask id="T"/>'))
    assert any(f.check == "soundness" and "Not decided" in f.message.en for f in check_model(model))
    assert "too much" in str(play(model).error)


def test_a_long_row_of_scripts_is_read_at_once() -> None:
    ids = [f"T{n}" for n in range(4000)]
    body = "".join(f'<scriptTask id="{id}"><script>1</script></scriptTask>' for id in ids)
    ways = flows(f"s {ids[0]}", *(f"{a} {b}" for a, b in pairwise(ids)), f"{ids[-1]} e")
    read(START + body + END + ways)


def test_blanks_before_the_root_take_no_memory() -> None:
    tracemalloc.start()
    try:
        refusal(lambda: read_model(b" " * 2_000_000 + b"<q:definitions/>"))
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("maximum", ["²", "9" * 5000, "1_0", "-1"])
def test_a_loop_s_maximum_that_is_no_number_is_none(maximum: str) -> None:
    loop = f'<standardLoopCharacteristics loopMaximum="{maximum}"/>'
    model = read(straight(f'<userTask id="X">{loop}</userTask>'))
    assert any(f.check == "repetition" for f in model.report) and play(model).outcome == "ended"


@pytest.mark.parametrize("hostile", ["-" * 4000 + "1", "a[" + "9" * 5000 + "]"])
def test_a_condition_that_goes_on_and_on_becomes_a_choice(hostile: str) -> None:
    condition = f"<conditionExpression>${{{hostile}}}</conditionExpression>"
    body = START + '<exclusiveGateway id="g" default="f2"/><userTask id="X"/>' + END + flows("s g", "X e")
    ways = f'<sequenceFlow id="f1" sourceRef="g" targetRef="X">{condition}</sequenceFlow>'
    model = read(body + ways + '<sequenceFlow id="f2" sourceRef="g" targetRef="e"/>')
    assert model.elements["g"].asks == "choice"


def test_what_chinese_programs_call_gb2312_is_gbk() -> None:
    text = process(straight('<userTask id="X" name="朱镕基"/>')).decode()
    model = read_model(f'<?xml version="1.0" encoding="gb2312"?>{text}'.encode("gbk"), "Main")
    assert model.elements["X"].name.zh == "朱镕基" and not model.report


def test_a_text_that_speaks_of_a_doctype_is_only_a_text() -> None:
    read(straight('<userTask id="X"><documentation><![CDATA[<!DOCTYPE x>]]></documentation></userTask>'))
    for dtd in ("<!DOCTYPE definitions>", '<!DOCTYPE definitions SYSTEM "x.dtd">', '<!DOCTYPE x PUBLIC "-//y" "z">'):
        text = f"{dtd}{HEAD}</definitions>"
        for data in (text.encode(), text.encode("utf-16")):
            assert "contains a DTD" in refusal(lambda data=data: read_model(data))


# ---------------------------------------------------------------------- what is done with it


def test_repetitions_in_repetitions_stop() -> None:
    number = "<loopCardinality>1000</loopCardinality>"
    multi = f"<multiInstanceLoopCharacteristics>{number}</multiInstanceLoopCharacteristics>"
    task = f'<userTask id="T">{multi}</userTask>'
    model = read(straight(f'<subProcess id="X">{multi}<subProcess id="Y">{multi}{task}</subProcess></subProcess>'))
    played = play(model)
    assert played.outcome == "failed" and "too much" in (played.error.en if played.error else "")


@pytest.mark.parametrize("sign", ["审", "a"])
def test_a_name_of_a_million_signs_is_drawn_cut_and_kept_whole(sign: str) -> None:
    model = read(straight(f'<userTask id="X" name="{sign * 1_000_000}"/>'))
    assert len(draw(model)) < 3_000_000
    files = export_model(model)
    assert sign * 1_000_000 in next(iter(files.values())).decode()


def test_everything_leading_everywhere_is_drawn() -> None:
    ids = [f"T{n}" for n in range(60)]
    body = "".join(f'<userTask id="{id}"/>' for id in ids)
    model = read(START + body + flows("s T0", *(f"{a} {b}" for a in ids for b in ids)))
    assert "<svg" in draw(model)
