"""The arithmetic of limits: longest counted ways, mixed units by the calendar, rounds, promise and statute."""

from datetime import date
from fractions import Fraction

import pytest

from engine import Calendar, Limit, Rules, longest_paths, read_model
from engine.checks.longest import Days
from tests.engine.checks.conftest import POWER, brief, power
from tests.engine.running.conftest import flows

START = '<startEvent id="s"/><intermediateThrowEvent id="go" daylight:clock="starts"/><endEvent id="e"/>'


def task(id: str, limit: str, more: str = "", kind: str = "userTask", inner: str = "") -> str:
    return f'<{kind} id="{id}" name="{id}" daylight:limit="{limit}" {more}>{inner}</{kind}>'


def longest(body: str, attributes: str = POWER, calendar: Calendar | None = None) -> list[tuple[str, int]]:
    return [(p.kind, p.amount) for p in longest_paths(read_model(power(START + body, attributes)), calendar)]


def test_steps_add_up_between_start_and_end_of_counting() -> None:
    body = task("A", "3wd") + task("B", "4wd", 'daylight:clock="ends"') + task("C", "9wd")
    assert longest(body + flows("s go", "go A", "A B", "B C", "C e")) == [("promised", 7), ("statutory", 7)]


def test_what_comes_before_counting_does_not_count() -> None:
    body = task("before", "5wd") + task("A", "3wd")
    assert longest(body + flows("s before", "before go", "go A", "A e"))[0] == ("promised", 3)


@pytest.mark.parametrize(("split", "conditions"), [("parallel", ("", "")), ("exclusive", ("= x = 1", "= x != 1"))])
def test_of_branches_the_longest_counts_once(split: str, conditions: tuple[str, str]) -> None:
    gates = f'<{split}Gateway id="x"/><{split}Gateway id="j"/>'
    ways = flows("s go", "go x", f"x A {conditions[0]}", f"x B {conditions[1]}", "A j", "B j", "j e")
    assert longest(gates + task("A", "3wd") + task("B", "5wd") + ways)[0] == ("promised", 5)


def test_excluded_steps_do_not_count_nor_what_stands_in_them() -> None:
    inside = '<startEvent id="i"/>' + task("T", "20wd") + '<sequenceFlow id="g" sourceRef="i" targetRef="T"/>'
    sub = f'<subProcess id="P" daylight:clock="excluded" daylight:article="第四十五条">{inside}</subProcess>'
    body = sub + task("A", "30wd", 'daylight:clock="excluded" daylight:article="第四十五条"') + task("B", "2wd")
    assert longest(body + flows("s go", "go P", "P A", "A B", "B e"))[0] == ("promised", 2)


def test_a_way_on_which_the_promise_is_lifted_is_held_against_the_statute_alone() -> None:
    lifted = '<exclusiveGateway id="x" default="f3"/><intermediateThrowEvent id="L" daylight:clock="statutory"/>'
    ways = flows("s go", "go A", "A x", "x e", "x L = n = 1", "L B", "B e")
    body = task("A", "2wd") + lifted + task("B", "7wd") + ways
    assert longest(body) == [("promised", 2), ("statutory", 9)]


def timer(text: str) -> str:
    return f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"


def test_a_timer_at_the_border_is_a_step_s_limit() -> None:
    border = f'<boundaryEvent id="b" attachedToRef="A">{timer("= working days(4)")}</boundaryEvent>'
    body = '<userTask id="A" name="A"/>' + border + task("B", "1wd")
    assert longest(body + flows("s go", "go A", "A B", "b B", "B e"))[0] == ("promised", 5)


def test_a_timer_breaks_a_sub_process_off() -> None:
    inside = '<startEvent id="i"/>' + task("T", "20wd") + '<sequenceFlow id="g" sourceRef="i" targetRef="T"/>'
    border = f'<boundaryEvent id="b" attachedToRef="P">{timer("= working days(6)")}</boundaryEvent>'
    body = f'<subProcess id="P">{inside}</subProcess>' + border
    assert longest(body + flows("s go", "go P", "P e", "b e"))[0] == ("promised", 6)


def test_signers_one_after_the_other_take_their_limit_each() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics>"
    )
    assert longest(task("A", "2wd", inner=loop) + flows("s go", "go A", "A e"))[0] == ("promised", 6)
    at_once = loop.replace('isSequential="true"', "")
    assert longest(task("A", "2wd", inner=at_once) + flows("s go", "go A", "A e"))[0] == ("promised", 2)


def test_working_days_against_calendar_days_by_the_longest_holiday() -> None:
    limits = 'daylight:power="x" daylight:limit="30d"'
    body = task("A", "5wd") + flows("s go", "go A", "A e")
    (usual,) = longest_paths(read_model(power(START + body, limits)), Calendar())
    (chinese,) = longest_paths(read_model(power(START + body, limits)), Calendar.china())
    assert usual.amount == 7  # five working days hold one weekend
    day, begun = Calendar.china(), chinese.begun_on
    assert chinese.amount == (day.add_workdays(begun, 5) - begun).days > 10  # the spring festival
    holiday = {date(2026, 6, d): False for d in range(1, 29)}
    assert longest_paths(read_model(power(START + body, limits)), Calendar(overrides=holiday))[0].amount == 35


def test_calendar_days_and_hours_against_working_days() -> None:
    body = task("A", "7d") + task("B", "24h") + flows("s go", "go A", "A B", "B e")
    assert longest(body, calendar=Calendar())[0] == ("promised", 7)  # Sunday to Monday week, then a day


@pytest.mark.parametrize("limit", ["1wd", "9wd", "1d", "6d", "30d"])
def test_days_are_those_of_the_calendar(limit: str) -> None:
    calendar, wanted = Calendar.china(), Limit.parse(limit)
    days = Days(calendar)
    for begun in range(0, 400, 3):
        last = days.after(begun, wanted)
        first = date.fromordinal(days.first.toordinal() + begun)
        assert date.fromordinal(days.first.toordinal() + last) == calendar.last_day(first, wanted)
        assert days.between(begun, last, "wd") == calendar.workdays_between(
            first, date.fromordinal(days.first.toordinal() + last)
        )


SHORT = task("A", "3wd") + task("B", "4wd", 'daylight:clock="ends"') + flows("s go", "go A", "A B", "B e")
LONG = SHORT.replace("3wd", "8wd")


def test_too_long_a_way_is_named_with_its_days(said) -> None:
    assert said("statutory", power(START + SHORT)) == []
    (found,) = said("statutory", power(START + LONG))
    assert (found.element, found.severity) == ("B", "error")
    assert "A 8 个工作日 + B 4 个工作日" in found.message.zh and "12 working days" in found.message.en
    assert found.path == ("go", "A", "B")


def test_a_promise_is_within_the_statute(said) -> None:
    words = POWER.replace('promise="10wd"', 'promise="21wd"')
    assert ("Main", "error") in brief(said("statutory", power(START + SHORT, words)))
    mixed = POWER.replace('limit="20wd"', 'limit="10d"')
    assert ("Main", "error") in brief(said("statutory", power(START + SHORT, mixed)))
    third = Rules(promise_share=Fraction(1, 3))
    assert ("Main", "error") in brief(said("statutory", power(START + SHORT), third))
    assert said("statutory", power(START + SHORT), Rules(promise_share=Fraction(2, 3))) == []


def test_counting_has_begun_where_it_ends(said) -> None:
    body = '<exclusiveGateway id="x"/>' + SHORT.replace('sourceRef="s" targetRef="go"', 'sourceRef="s" targetRef="x"')
    ways = (
        '<sequenceFlow id="w1" sourceRef="x" targetRef="go"><conditionExpression>k = 1</conditionExpression>'
        '</sequenceFlow><sequenceFlow id="w2" sourceRef="x" targetRef="A"><conditionExpression>k != 1'
        "</conditionExpression></sequenceFlow>"
    )
    assert ("B", "error") in brief(said("statutory", power(START + body + ways)))


def test_a_way_back_says_how_many_rounds_the_limit_holds(said) -> None:
    body = task("A", "2wd") + task("B", "2wd", 'daylight:clock="ends"') + '<exclusiveGateway id="x"/>'
    ways = flows("s go", "go A", "A x", "x A = k = 1", "x B = k != 1", "B e")
    (found,) = said("statutory", power(START + body + ways))
    assert found.severity == "note" and "最多容得下 3 次" in found.message.zh and found.path == ("A", "x")
    (tight,) = said("statutory", power(START + body + ways, POWER.replace("10wd", "4wd")))
    assert tight.severity == "warning"


def test_waiting_without_a_limit_is_told(said) -> None:
    wait = '<intermediateCatchEvent id="w" name="等"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    body = wait + flows("s go", "go w", "w e")
    assert brief(said("statutory", power(START + body))) == [("w", "warning")]
    excluded = body.replace('id="w" name', 'id="w" daylight:clock="excluded" name')
    assert said("statutory", power(START + excluded)) == []


def test_files_of_no_power_owe_no_limits(said) -> None:
    assert said("statutory", power(START + LONG, "")) == []


@pytest.mark.parametrize(("extension", "found"), [("5wd", []), ("5d", [("Main", "error")] * 2)])
def test_an_extension_is_of_the_unit_of_what_it_is_added_to(said, extension: str, found: list[tuple[str, str]]) -> None:
    assert brief(said("statutory", power(START + SHORT, f'{POWER} daylight:extension="{extension}"'))) == found
