"""The inbox: what is due first is first, grouped by when, for whom it is and nobody else."""

from datetime import timedelta

from sqlalchemy import event, insert, select

from app.cases.commands import ClaimTask, claim_task
from app.cases.inboxes import order_at
from app.cases.queries import done_list, inbox
from app.cases.tables import TaskRow
from app.database import db, transaction
from tests.app.world import accept, apply, do, inspect, officer, open_tasks


def keys(box) -> dict[str, int]:
    return {group.key: len(group.rows) for group in box.groups}


def test_tasks_move_up_as_their_time_comes(app, clock):
    apply()
    window = officer("limin")
    assert keys(inbox(window)) == {"week": 1}  # Friday; due by the end of Tuesday
    row = inbox(window).groups[0].rows[0]
    assert (row.days_left, row.light, row.applicant, row.mine) == (2, "green", "巷口面馆", False)
    seen = []
    for days in (3, 1, 1):
        clock.advance_to(clock.now() + timedelta(days=days))
        box = inbox(window)
        seen.append((keys(box), box.groups[0].rows[0].light, box.groups[0].rows[0].days_left))
    assert seen == [({"next": 1}, "green", 1), ({"today": 1}, "yellow", 0), ({"late": 1}, "red", -1)]


def test_what_one_has_claimed_is_nobody_elses(app):
    receipt = apply()
    apply()
    claim_task(ClaimTask(open_tasks(receipt.case_id)[0].id, officer("limin")))
    limin, hechun = officer("limin"), officer("hechun")
    assert [inbox(limin, which).total for which in ("all", "mine", "open")] == [2, 1, 1]
    assert [inbox(hechun, which).total for which in ("all", "mine", "open")] == [1, 0, 1]
    assert inbox(officer("zhouxiaomei")).total == 0


def test_who_has_signed_does_not_see_the_second_signature(app):
    receipt = apply()
    accept(receipt.case_id)
    do(receipt.case_id, "inspect", "liujianguo", {"合格": "yes"})
    assert inbox(officer("liujianguo")).total == 0
    assert inbox(officer("maxiaodong")).total == 1


def test_whoever_checked_does_not_see_the_decision(app):
    receipt = apply()
    accept(receipt.case_id)
    inspect(receipt.case_id)
    assert inbox(officer("zhaoguoqiang")).total == 1
    assert [t.not_by for t in open_tasks(receipt.case_id)] == [
        "".join(f" {officer(u).id} " for u in ("liujianguo", "maxiaodong"))
    ]


def test_pages_follow_one_another_without_gap_or_repetition(app, clock):
    for _ in range(7):
        apply()
        clock.advance_to(clock.now() + timedelta(minutes=1))
    window, seen, cursor = officer("limin"), [], None
    while True:
        box = inbox(window, after=cursor, size=3)
        seen += [row.task_id for group in box.groups for row in group.rows]
        cursor = box.more
        if cursor is None:
            break
    assert seen == [t.id for t in db.session.scalars(select(TaskRow).order_by(TaskRow.order_at, TaskRow.id))]
    assert len(seen) == 7


def test_a_cursor_of_somebody_elses_making_is_passed_over(app):
    apply()
    for cursor in ("x", "W10=", "!!!!", "bnVsbA==", "WyJ4IiwgMV0="):
        assert inbox(officer("limin"), after=cursor).total == 1


def test_by_light_and_by_power(app, clock):
    apply()
    clock.advance_to(clock.now() + timedelta(days=4))
    apply()
    window = officer("limin")
    assert {light: len(inbox(window, light=light).groups) for light in ("red", "yellow", "green", "paused")} == {
        "red": 0, "yellow": 1, "green": 1, "paused": 0,
    }  # fmt: skip
    assert inbox(window).lights == {"red": 0, "yellow": 1, "green": 1, "paused": 0}
    assert inbox(window, power="no-such").groups == ()
    assert [(code, n) for code, _, n in inbox(window).powers] == [("test-permit", 2)]


def test_counting_stops_at_a_thousand(app):
    receipt = apply()
    row = db.session.execute(select(TaskRow.__table__)).mappings().one()
    with transaction() as database:
        copies = [{**row, "id": None, "task_id": f"x{n}", "case_id": receipt.case_id} for n in range(1200)]
        for copy in copies:
            copy.pop("id")
        database.execute(insert(TaskRow), copies)
    box = inbox(officer("limin"), size=50)
    assert box.total == 1000 and box.capped and sum(len(group.rows) for group in box.groups) == 50


def test_a_list_costs_the_same_statements_however_long_it_is(app):
    apply()
    window, statements = officer("limin"), []
    listener = lambda c, cursor, statement, *_: statements.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    inbox(window)
    event.remove(db.engine, "before_cursor_execute", listener)
    assert len([s for s in statements if s.startswith("SELECT")]) == 4


def test_stopped_clocks_stand_last(clock):
    assert order_at(clock.now(), paused=False) < order_at(None, paused=False) < order_at(clock.now(), paused=True)


def test_the_done_list_is_newest_first_and_pages(app, clock):
    for _ in range(5):
        accept(apply().case_id)
    first, before = done_list(officer("limin"), size=3)
    rest, end = done_list(officer("limin"), before=before, size=3)
    assert [row.case_number for row in first + rest] == [f"云测许〔2026〕{n}" for n in (5, 4, 3, 2, 1)]
    assert end is None and first[0].opinion == "材料齐全"
