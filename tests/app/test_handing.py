"""Handing a task over; standing in for somebody who is away; each with its limits."""

from datetime import date, timedelta

import orjson
import pytest

from app.cases.commands import ClaimTask, CompleteTask, ReleaseTask, claim_task, complete_task, release_task
from app.cases.errors import CannotHandOver, NoSuchTask, NotYourTask, SeparateDuty, TakenByAnother
from app.cases.handing import HandOver, colleagues_for, hand_over
from app.cases.inboxes import inbox
from app.cases.keys import new_key
from app.cases.offers import choices_of
from app.cases.queries import case_file
from app.cases.verification import chain_status
from app.database import db
from app.log.tables import LogLine
from app.people.delegating import Delegate, delegate, end_delegation, list_delegations
from app.people.errors import CannotDelegate
from app.people.queries import find_officer, holders_of
from app.people.tables import Delegation
from engine import CaseError, SamePerson
from tests.app.counting import Counting
from tests.app.operating import case_of, entries, kinds, suspend, task_id, under_inspection
from tests.app.test_at_once import at_once
from tests.app.world import apply, do, officer, open_tasks

FRIDAY = date(2026, 11, 20)


def hand(task: int, who: str, to: str, reason: str = "出差", key: str | None = None) -> None:
    hand_over(HandOver(task, officer(to).id, reason, key or new_key(), officer(who)))


def away(who: str, deputy: str, first: date = FRIDAY, days: int = 3, reason: str = "出差", key: str = "") -> None:
    last = first + timedelta(days=days - 1)
    delegate(Delegate(officer(who), officer(deputy).id, first, last, reason, key or new_key()))


# ---------------------------------------------------------------------- hand over


def test_handed_over_it_is_the_colleagues_task(app):
    case_id = apply().case_id
    task = open_tasks(case_id)[0].id
    hand(task, "limin", "hechun")
    with pytest.raises(TakenByAnother):
        do_it(case_id, "limin")
    entry = entries(case_id)[-1]
    assert (entry.kind, entry.name, entry.by_name, entry.opinion) == ("handed over", "转办：何春", "李敏", "出差")
    do_it(case_id, "hechun")
    assert chain_status(case_id).whole


def do_it(case_id: int, who: str) -> None:
    complete_task(CompleteTask(open_tasks(case_id)[0].id, {"结论": "受理"}, new_key(), "", officer(who)))


def test_nobody_is_offered_who_signs_beside(app):
    case_id = under_inspection()
    first, second = (int(task_id(case_id, "inspect", n)) for n in (0, 1))
    claim_task(ClaimTask(second, officer("maxiaodong")))
    offered = choices_of(case_id, officer("liujianguo"), "hand-over", first).colleagues
    assert [c.name.zh for c in offered] == ["陈静"]
    claim_task(ClaimTask(first, officer("chenjing")))
    offers = case_file(case_of(case_id).number, officer("maxiaodong")).offers
    assert [o.task_id for o in offers if o.operation == "hand-over"] == [second]


def test_handing_over_that_cannot_be(app):
    case_id = apply().case_id
    task = open_tasks(case_id)[0].id
    for to in ("zhaoguoqiang", "baichuan", "limin"):
        with pytest.raises(CannotHandOver):
            hand(task, "limin", to)
    with pytest.raises(NotYourTask):
        hand(task, "zhaoguoqiang", "hechun")
    with pytest.raises(CaseError):
        hand(task, "limin", "hechun", reason="")
    with pytest.raises(NoSuchTask):
        hand(10_000, "limin", "hechun")
    claim_task(ClaimTask(task, officer("hechun")))
    with pytest.raises(TakenByAnother):
        hand(task, "limin", "hechun")
    assert kinds(case_id) == ["started"]


def test_four_eyes_hold_for_who_gets_it(app):
    case_id = under_inspection()
    first, second = (t.id for t in open_tasks(case_id))
    claim_task(ClaimTask(first, officer("liujianguo")))
    with pytest.raises(SeparateDuty):
        hand(second, "maxiaodong", "liujianguo")
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    with pytest.raises(SeparateDuty):
        hand(second, "maxiaodong", "liujianguo")
    task = open_tasks(case_id)[0]
    found = colleagues_for(officer("maxiaodong"), holders_of(task.post_id), task.not_by)
    assert [name.zh for name in found.values()] == ["陈静"]
    hand(second, "maxiaodong", "chenjing")


def test_handed_over_twice_with_one_key_is_once_and_of_two_at_once_one(served):
    with served.app_context():
        case_id, key = apply().case_id, new_key()
        task = open_tasks(case_id)[0].id
        hand(task, "limin", "hechun", key=key)
        hand(task, "limin", "hechun", key=key)
        assert kinds(case_id) == ["started", "handed over"]
        other = under_inspection()
        task = open_tasks(other)[0].id
        db.session.remove()
    results = at_once(
        served, lambda: hand(task, "liujianguo", "chenjing"), lambda: hand(task, "maxiaodong", "chenjing")
    )
    assert sorted(isinstance(result, TakenByAnother) for result in results) == [False, True], results


def test_a_suspended_case_can_be_handed_over(app):
    case_id = apply().case_id
    suspend(case_id)
    hand(open_tasks(case_id)[0].id, "limin", "hechun", "休产假")


# ---------------------------------------------------------------------- while away


def test_a_deputy_sees_and_does_the_tasks_and_the_record_says_for_whom(app):
    receipt = apply()
    claimed = apply()
    claim_task(ClaimTask(open_tasks(claimed.case_id)[0].id, officer("limin")))
    away("limin", "zhouxiaomei")
    deputy = officer("zhouxiaomei")
    rows = {row.case_number: row for group in inbox(deputy).groups for row in group.rows}
    assert {rows[r.number].instead_of.zh for r in (receipt, claimed)} == {"李敏"}
    for case_id in (receipt.case_id, claimed.case_id):
        do_it(case_id, "zhouxiaomei")
        entry = entries(case_id)[-1]
        assert (entry.by_name, entry.by_post, entry.by) == ("周晓梅 代 李敏", "窗口", deputy.key)
        line = db.session.query(LogLine).filter_by(case_id=case_id).order_by(LogLine.seq.desc()).first()
        assert orjson.loads(line.line)["instead_of"] == officer("limin").key
        assert chain_status(case_id).whole


def test_who_holds_the_post_too_acts_as_themselves_but_for_what_was_claimed(app):
    free, claimed = apply().case_id, apply().case_id
    claim_task(ClaimTask(open_tasks(claimed)[0].id, officer("limin")))
    away("limin", "hechun")
    for case_id, name in ((free, "何春"), (claimed, "何春 代 李敏")):
        do_it(case_id, "hechun")
        assert entries(case_id)[-1].by_name == name


def test_it_holds_from_the_first_to_the_last_day_and_no_longer(app, clock):
    apply()
    away("limin", "zhouxiaomei", FRIDAY + timedelta(days=3), days=2)
    seen = []
    for _ in range(6):
        seen.append(inbox(officer("zhouxiaomei")).total)
        clock.advance_to(clock.now() + timedelta(days=1))
    assert seen == [0, 0, 0, 1, 1, 0]


def test_called_off_it_holds_no_longer_and_what_was_claimed_is_the_principals(app):
    case_id = apply().case_id
    away("limin", "zhouxiaomei")
    task = open_tasks(case_id)[0].id
    claim_task(ClaimTask(task, officer("zhouxiaomei")))
    mine = list_delegations(officer("limin"))
    with pytest.raises(CannotDelegate):
        end_delegation(mine[0].id, officer("zhouxiaomei"))
    end_delegation(mine[0].id, officer("limin"))
    with pytest.raises(NotYourTask):
        do_it(case_id, "zhouxiaomei")
    with pytest.raises(NotYourTask):
        release_task(ReleaseTask(task, officer("zhouxiaomei")))
    with pytest.raises(CannotDelegate):
        end_delegation(mine[0].id, officer("limin"))
    do_it(case_id, "limin")


def test_four_eyes_hold_for_both(app):
    case_id = under_inspection()
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    away("liujianguo", "zhouxiaomei")
    task = open_tasks(case_id)[0].id
    assert inbox(officer("zhouxiaomei")).total == 0
    with pytest.raises(SeparateDuty):  # who is away has signed already
        claim_task(ClaimTask(task, officer("zhouxiaomei")))
    away("maxiaodong", "chenjing")
    do(case_id, "inspect", "chenjing", {"合格": "yes"})
    assert [t.element_id for t in open_tasks(case_id)] == ["decide"]


def test_a_deputy_signs_once_not_for_themselves_and_for_another(app):
    case_id = under_inspection()
    claim_task(ClaimTask(open_tasks(case_id)[0].id, officer("maxiaodong")))
    away("maxiaodong", "liujianguo")
    do(case_id, "inspect", "liujianguo", {"合格": "yes"})
    with pytest.raises((SeparateDuty, SamePerson)):
        complete_task(CompleteTask(open_tasks(case_id)[0].id, {"合格": "yes"}, new_key(), "", officer("liujianguo")))


def test_a_deputy_does_not_pass_it_on(app):
    apply()
    away("limin", "zhouxiaomei")
    away("zhouxiaomei", "heping")
    assert inbox(officer("heping")).total == 0


def test_delegations_that_cannot_be(app):
    for wrong in (
        {"deputy": "baichuan"},  # another organisation
        {"deputy": "limin"},
        {"first": FRIDAY - timedelta(days=1)},
        {"days": 0},
        {"days": 400},
        {"reason": " "},
    ):
        with pytest.raises(CannotDelegate):
            away("limin", **{"deputy": "hechun", **wrong})
    away("limin", "hechun")
    for overlapping in (FRIDAY, FRIDAY + timedelta(days=2)):
        with pytest.raises(CannotDelegate):
            away("limin", "zhouxiaomei", overlapping)
    with pytest.raises(CannotDelegate):  # is away then
        away("hechun", "limin", FRIDAY + timedelta(days=1))
    away("limin", "zhouxiaomei", FRIDAY + timedelta(days=3))
    assert db.session.query(Delegation).count() == 2


def test_delegated_twice_with_one_key_is_once_and_of_two_at_once_one(served):
    with served.app_context():
        key = new_key()
        away("limin", "hechun", key=key)
        away("limin", "hechun", key=key)
        assert db.session.query(Delegation).count() == 1
        db.session.remove()
    results = at_once(served, *(lambda to=to: away("zhouxiaomei", to) for to in ("heping", "wufa")))
    assert sorted(isinstance(result, CannotDelegate) for result in results) == [False, True], results


def test_who_is_signed_in_and_for_whom_is_one_statement(app):
    away("limin", "zhouxiaomei")
    who = officer("zhouxiaomei").id
    with Counting(db.engine) as counted:
        found = find_officer(who, 0)
    assert counted.statements == 1
    assert [(p.name.zh, p.instead_of and p.instead_of.name.zh) for p in found.posts] == [
        ("审查岗", None),
        ("窗口", "李敏"),
    ]
