"""What the inbox and the case page show while a clock stands still: the case's, a step's, both."""

from datetime import timedelta

import pytest

from app.cases.queries import case_file, inbox
from app.cases.running import list_running
from app.clock import calendar
from engine import CaseError
from tests.app.operating import act, case_of, suspend, under_inspection
from tests.app.test_branches import begun, review, start
from tests.app.world import officer

EXPERT = "chenjing"


def shown(who: str, element: str):
    """The row of the inbox and its group."""
    return next(
        (row, group.key) for group in inbox(officer(who)).groups for row in group.rows if row.element_id == element
    )


def file_of(case_id: int, who: str = "liujianguo"):
    return case_file(case_of(case_id).number, officer(who))


def agrees(case_id: int, who: str, element: str) -> str:
    """The light of a step, the same in the inbox and on the case page."""
    row, _ = shown(who, element)
    task = next(t for t in file_of(case_id).tasks if t.element_id == element)
    assert (task.light, task.due_on, task.days_left) == (row.light, row.due_on, row.days_left)
    lights = inbox(officer(who)).lights
    assert lights[row.light] >= 1 and any(
        r.element_id == element for g in inbox(officer(who), light=row.light).groups for r in g.rows
    )
    return row.light


def test_a_step_that_the_case_does_not_count_has_a_time_of_its_own(app, clock):
    """The case is dark from the first day on; the review has its own limit, and whoever holds it sees it run out."""
    case_id = begun()
    start(case_id)
    assert (file_of(case_id).light, case_of(case_id).light) == ("paused", "paused")
    seen = []
    for _ in range(20):
        seen.append(agrees(case_id, EXPERT, "judge"))
        assert file_of(case_id).light == "paused"
        clock.advance_to(clock.now() + timedelta(days=1))
    assert list(dict.fromkeys(seen)) == ["green", "yellow", "red"]


def test_a_step_that_a_review_holds_stands_still_and_keeps_its_rest(app, clock):
    case_id = begun(('daylight:holds="decide"', 'daylight:holds="inspect"'))
    before, _ = shown("liujianguo", "inspect")
    start(case_id)
    for days in (0, 5, 40):
        clock.advance_to(clock.now() + timedelta(days=days))
        row, group = shown("liujianguo", "inspect")
        assert (agrees(case_id, "liujianguo", "inspect"), group) == ("paused", "paused")
        assert (row.due_on, row.days_left) == (None, before.days_left)
    review(case_id)
    row, _ = shown("liujianguo", "inspect")
    assert row.light != "paused" and row.days_left == before.days_left and row.due_on > before.due_on


def test_what_is_suspended_keeps_its_rest_everywhere(app, clock):
    case_id = under_inspection()
    before, _ = shown("liujianguo", "inspect")
    suspend(case_id, "limin")
    for _ in range(3):
        clock.advance_to(clock.now() + timedelta(days=10))
        assert agrees(case_id, "liujianguo", "inspect") == "paused"
        assert shown("liujianguo", "inspect")[0].days_left == before.days_left
        assert file_of(case_id).light == "paused"
        (row,), _ = list_running()
        assert row.light == "paused"
    act(case_id, "limin", "resume")
    assert shown("liujianguo", "inspect")[0].days_left == before.days_left


def test_late_is_late_from_midnight_on(app, clock):
    case_id = under_inspection()
    clock.advance_to(calendar().end_of(file_of(case_id).limits.promised.deadline) - timedelta(seconds=1))
    assert file_of(case_id).light == "yellow" and file_of(case_id).limits.promised.left == 0
    clock.advance_to(clock.now() + timedelta(seconds=1))
    assert file_of(case_id).light == "red" and file_of(case_id).limits.promised.left == -1


def test_what_is_late_cannot_be_extended_and_is_not_offered_to_be(app, clock):
    """Licensing Law art. 42; the permit may be extended, and its ten days run out."""
    case_id = under_inspection()
    offered = lambda: "extend" in [o.operation for o in file_of(case_id).offers]  # noqa: E731
    assert offered()
    deadline = file_of(case_id).limits.statutory.deadline
    while file_of(case_id).limits.statutory.left >= 0:
        assert offered()
        clock.advance_to(clock.now() + timedelta(days=1))
    assert not offered() and file_of(case_id).limits.statutory.deadline == deadline
    with pytest.raises(CaseError):
        act(case_id, "liujianguo", "extend", amount="2")
