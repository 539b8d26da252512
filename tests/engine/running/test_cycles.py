"""Timers that repeat: how often, from when, in months, by an expression, across a suspension."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import EngineError
from tests.engine.running.conftest import Played, flows

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


@pytest.fixture
def reminded(play):
    """``reminded("R3/PT1H")``: a case at a step T, with a reminder R each time the cycle comes."""

    def start(cycle: str, **data) -> Played:
        timer = f"<timerEventDefinition><timeCycle>{cycle}</timeCycle></timerEventDefinition>"
        return play(
            START + '<userTask id="T"/><userTask id="R"/>' + END
            + f'<boundaryEvent id="b" attachedToRef="T" cancelActivity="false">{timer}</boundaryEvent>'
            + flows("s T", "T e", "b R", "R e"),
            data=data,
        )  # fmt: skip

    return start


def times(case: Played, most: int = 5) -> list[str]:
    """When it comes, in Shanghai."""
    found: list[str] = []
    while "b" in case.case.waits and len(found) < most:
        due = case.case.waits["b"]
        found.append((due + timedelta(hours=8)).strftime("%m-%d %H:%M"))
        case.later(seconds=(due - case.clock.now()).total_seconds())
    assert case.open == ["R"] * len(found) + ["T"]
    return found


def test_months_are_months_of_the_calendar(reminded):
    assert times(reminded("R3/P1M")) == ["04-02 09:00", "05-02 09:00", "06-02 09:00"]


def test_a_cycle_with_a_start_comes_at_the_start_first_and_the_31st_stays_the_31st(reminded):
    assert times(reminded("R3/2026-03-31T10:00:00+08:00/P1M")) == ["03-31 10:00", "04-30 10:00", "05-31 10:00"]
    assert times(reminded("R2/2026-03-03/PT12H")) == ["03-03 00:00", "03-03 12:00"]


def test_of_a_start_that_is_past_only_what_is_still_to_come_comes(reminded):
    """Where all of it is past the last comes at once, as a date that is past does."""
    assert times(reminded("R/2026-01-01T10:00:00+08:00/P1D"), 2) == ["03-02 10:00", "03-03 10:00"]
    case = reminded("R2/2026-01-01T10:00:00+08:00/P1D").later(seconds=1)
    assert case.open == ["R", "T"] and not case.case.waits


def test_a_cycle_that_an_expression_gives_ends_as_it_says(reminded):
    assert times(reminded('= if often then "R3/PT1H" else "R1/PT1H"', often=True)) == [
        "03-02 10:00",
        "03-02 11:00",
        "03-02 12:00",
    ]
    assert times(reminded("= when", when=datetime(2026, 3, 3, 1, tzinfo=UTC))) == ["03-03 09:00"]


def test_every_working_day_is_every_working_day(reminded):
    """The end of one is 0:00 of the next, which is not the day on which the next period begins."""
    found = times(reminded("= working days(1)"), 6)  # from Monday the 2nd
    assert found == ["03-04 00:00", "03-05 00:00", "03-06 00:00", "03-07 00:00", "03-10 00:00", "03-11 00:00"]
    assert times(reminded("= calendar days(7)"), 3) == ["03-10 00:00", "03-17 00:00", "03-24 00:00"]


def test_what_becomes_no_time_is_said_by_name(reminded):
    case = reminded("= period", period="R3/PT1H")
    case.restored().mend("period", "soon", "x", by="admin")
    with pytest.raises(EngineError) as failed:
        case.later(hours=1)
    assert failed.value.element == "b" and case.open == ["T"]


@pytest.mark.parametrize("period", [timedelta(0), timedelta(seconds=1)])
def test_a_cycle_below_a_minute_is_none_whatever_gives_it(reminded, period):
    """As it is refused when read where it is written down."""
    with pytest.raises(EngineError) as failed:
        reminded("= period", period=period)
    assert failed.value.element == "b"


def test_a_suspension_shifts_a_cycle_of_spans_and_leaves_one_that_names_its_start(reminded):
    for cycle, wanted in (("R3/P1D", "03-04 14:00"), ("R3/2026-03-03T09:00:00+08:00/P1D", "03-04 09:00")):
        case = reminded(cycle).later(days=1)
        case.restored().suspend("x", by="head")
        case.clock.advance_to(case.clock.now() + timedelta(hours=5))
        case.restored().resume("x", by="head")
        assert times_left(case) == wanted
        case.later(days=30)
        assert case.open == ["R", "R", "R", "T"]


def test_what_falls_into_a_suspension_comes_once_when_it_is_over(reminded):
    case = reminded("R6/2026-03-03T09:00:00+08:00/P1D").later(days=1, hours=1)
    case.restored().suspend("x", by="head")
    case.clock.advance_to(case.clock.now() + timedelta(days=3))
    case.restored().resume("x", by="head")
    case.later(minutes=1)
    assert case.open == ["R", "R", "T"] and times_left(case) == "03-07 09:00"


def times_left(case: Played) -> str:
    return (case.case.waits["b"] + timedelta(hours=8)).strftime("%m-%d %H:%M")
