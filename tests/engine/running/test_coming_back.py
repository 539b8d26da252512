"""A return from inside a part of the flow that comes straight back into it: what is going on in there goes on."""

import pytest

from engine import Model, NotMigrated, read_model
from tests.engine.running.conftest import Played, flows, process

INSIDE = (
    '<startEvent id="is"/><userTask id="A"/><parallelGateway id="f"/><userTask id="B" {b}/><userTask id="C"/>'
    '<parallelGateway id="j"/><endEvent id="ie"/>' + flows("is A", "A f", "f B", "f C", "B j", "C j", "j ie")
)


def flow(part: str, more: str = "", arrows: tuple[str, ...] = (), b: str = "") -> Model:
    """R, S, then a part with A, and B beside C, then U."""
    inside = INSIDE.format(b=b)
    parts = {
        "sub-process": f'<subProcess id="P">{inside}</subProcess>',
        "called flow": '<callActivity id="P" calledElement="Q"/>',
        "in each round": f'<subProcess id="P">{inside}<multiInstanceLoopCharacteristics isSequential="true">'
        "<loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics></subProcess>",
    }
    return read_model(
        process(
            '<startEvent id="s"/><userTask id="R"/><userTask id="S"/>' + parts[part] + '<userTask id="U"/>'
            '<endEvent id="e"/>' + more + flows("s R", "R S", "S P", "P U", "U e", *arrows),
            f'<process id="Q">{inside}</process>' if part == "called flow" else "",
        )
    )


def inside(model: Model) -> Played:
    case = Played(model).do("R").do("S").do("A")
    assert case.open == ["B", "C"]
    return case


def back(case: Played, to: str, origin: str, then_back: bool = True) -> Played:
    task = next(t.id for t in case.restored().tasks if t.element_id == origin)
    case.case.return_to(to, "x", by="head", task_id=task, then_back=then_back)
    return case


PARTS = pytest.mark.parametrize("part", ["sub-process", "called flow", "in each round"])


@PARTS
def test_the_returner_s_step_opens_again_and_what_is_beside_it_has_gone_on(part):
    case = back(inside(flow(part)), "S", "B")
    assert case.open == ["C", "S"] and case.do("C").open == ["S"]
    assert case.do("S").open == ["B"]
    assert case.do("B").open == ["U"]


@PARTS
def test_it_is_known_beforehand(part):
    case = inside(flow(part))
    task = next(t for t in case.restored().tasks if t.element_id == "B")
    plan = case.case.plan_return("S", task_id=task.id, then_back=True)
    assert (plan.from_, plan.again) == ("B", {"S"})
    lost, left = case.case.given_up(plan)
    assert ([t.element_id for t in lost], [t.element_id for t in left]) == (["B"], ["C"])


@PARTS
def test_a_further_return_comes_back_by_both(part):
    case = back(back(inside(flow(part)), "S", "B"), "R", "S")
    assert case.open == ["C", "R"]
    assert case.do("R").open == ["C", "S"]
    assert case.do("S").open == ["B", "C"]


@PARTS
def test_a_further_return_that_does_not_come_back_gives_up_the_part(part):
    case = back(back(inside(flow(part)), "S", "B"), "R", "S", then_back=False)
    assert case.open == ["R"] and len(case.case.tokens.scopes) == 1
    assert case.do("R").do("S").open == ["A"]


@PARTS
def test_what_is_done_anew_inside_does_not_wait_for_what_was_asked_outside(part):
    case = back(back(inside(flow(part)), "S", "B"), "A", "C", then_back=False)
    assert case.open == ["A"]
    assert case.do("A").do("B").do("C").open == ["U"]


@PARTS
def test_two_returners_each_come_back(part):
    case = back(back(inside(flow(part)), "S", "B"), "S", "C")
    assert case.open == ["S", "S"]
    case.do("S")
    assert case.open in (["B", "S"], ["C", "S"])
    assert case.do("S").open == ["B", "C"]


TIMER = '<boundaryEvent id="t" attachedToRef="{}"><timerEventDefinition><timeDuration>PT1H</timeDuration>' \
        '</timerEventDefinition></boundaryEvent><userTask id="L"/>'  # fmt: skip


@PARTS
@pytest.mark.parametrize("beside", ["P", "S"])
def test_an_event_that_ends_the_part_or_what_is_done_again_ends_both(part, beside):
    case = inside(flow(part, TIMER.format(beside), ("t L", "L e")))
    case = back(case, "S", "B").later(hours=1)
    assert case.open == ["L"]
    assert case.do("L").finished


def test_a_joint_approval_inside_is_held_anew():
    joint = (
        '<userTask id="A"/><userTask id="B"><extensionElements><daylight:joint rule="all"/></extensionElements>'
        "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
        "</userTask>"
    )
    body = f'<subProcess id="P"><startEvent id="is"/>{joint}<endEvent id="ie"/>' + flows("is A", "A B", "B ie")
    case = Played(
        read_model(
            process(
                '<startEvent id="s"/><userTask id="S"/>' + body + '</subProcess><endEvent id="e"/>'
                + flows("s S", "S P", "P e")
            )
        )
    )  # fmt: skip
    case.do("S").do("A").do("B")
    assert back(case, "S", "B").open == ["S"]
    assert case.do("S").open == ["B", "B"]
    assert case.do("B", by="one").do("B", by="two").finished


def test_the_clock_stands_still_only_while_the_step_is_open():
    case = inside(flow("sub-process", b='daylight:clock="excluded" daylight:article="许可法第四十五条"'))
    assert case.case.statutory.stands_still
    assert not back(case, "S", "B").restored().statutory.stands_still
    assert case.do("S").case.statutory.stands_still


@PARTS
def test_a_step_that_waits_has_to_be_in_another_version_too(part):
    model = flow(part)
    case = back(inside(model), "S", "B")
    case.case = case.restored().migrate(model, "新版本", by="legal")
    assert case.do("S").open == ["B", "C"]
    renamed = next(iter(model.files.values())).decode().replace('"B"', '"B2"')
    case = back(inside(model), "S", "B")
    with pytest.raises(NotMigrated) as refused:
        case.restored().migrate(read_model(renamed.encode(), "Main"), "新版本", by="legal")
    assert refused.value.element == "B"
    new = read_model(renamed.encode(), "Main")
    case.case, case.model = case.case.migrate(new, "新版本", by="legal", mapping={"B": "B2"}), new
    assert case.do("S").open == ["B2", "C"]
