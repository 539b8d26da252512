"""Running cases moved to a new version: shown before, each whole or not at all, timers and drafts kept."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cases.commands import ClaimTask, CompleteTask, claim_task, complete_task
from app.cases.drafts import find_draft, save_draft
from app.cases.errors import LacksDetail, NoSuchRun
from app.cases.keys import new_key
from app.cases.migrating import StartMigration, start_migration
from app.cases.migration_queries import get_run, list_old_cases, list_runs, preview_migration
from app.cases.owner import Owner
from app.cases.queries import case_file
from app.cases.verification import chain_status
from app.database import db
from app.flows.queries import effective_model
from app.jobs.tables import Job
from app.jobs.worker import run_due_jobs
from app.log.queries import chain_of
from tests.app.operating import act, case_of, entries, kinds, suspend, under_inspection
from tests.app.variants import ALONE, LONGER, NAMED_ANEW, RENAMED, publish_variant
from tests.app.world import POWER, accept, apply, decide, do, inspect, officer, open_tasks


def order(
    mapping: Mapping[str, str] | None = None,
    accepted: tuple[int, ...] = (),
    key: str | None = None,
    left: tuple[int, ...] = (),
) -> int:
    command = StartMigration(POWER, mapping or {}, accepted, "新版本施行", key or new_key(), officer("admin"), left)
    return start_migration(command)


def verdicts(mapping: Mapping[str, str] | None = None) -> dict[int, str]:
    return {plan.case_id: plan.verdict for plan in preview_migration(POWER, mapping or {}).plans}


def moved(case_id: int) -> bool:
    return case_of(case_id).bundle == effective_model(POWER).digest


def test_a_case_moves_with_its_record_its_tasks_and_what_was_typed(app):
    case_id = under_inspection()
    task = open_tasks(case_id)[0].id
    claim_task(ClaimTask(task, officer("liujianguo")))
    save_draft(Owner.officer(officer("liujianguo")), f"task:{task}", {"合格": "yes"}, "还没写完")
    old = case_of(case_id).bundle
    publish_variant(*NAMED_ANEW)
    assert [(o.power_code, o.version, o.count) for o in list_old_cases()] == [(POWER, 2, 1)]
    run = order()
    assert not moved(case_id) and get_run(run).left == 1, "a job does it"
    assert run_due_jobs() == 1 and moved(case_id) and get_run(run).counts == {"moved": 1}
    assert open_tasks(case_id)[0].id == task and {t.name for t in open_tasks(case_id)} == {"现场核查"}
    assert open_tasks(case_id)[0].officer_id == officer("liujianguo").id
    assert find_draft(Owner.officer(officer("liujianguo")), f"task:{task}").opinion == "还没写完"
    entry = entries(case_id)[-1]
    assert (entry.kind, entry.opinion, entry.by_post) == ("migrated", "新版本施行", "系统管理员")
    line = chain_of(case_id).lines[-1][1]
    assert old in line and case_of(case_id).bundle in line and chain_status(case_id).whole
    inspect(case_id)
    assert decide(case_id).finished and chain_status(case_id).whole
    assert case_file(case_of(case_id).number, officer("limin")).flow_version == 2 and list_old_cases() == []


def test_a_case_that_is_left_out_stays_where_it_is(app):
    stays, goes = under_inspection(), under_inspection()
    publish_variant(*NAMED_ANEW)
    run = order(left=(stays,))
    run_due_jobs()
    assert moved(goes) and not moved(stays) and get_run(run).counts == {"moved": 1}


def test_timers_are_kept(app, clock):
    case_id = apply().case_id
    due = db.session.scalar(select(Job.due_at).where(Job.kind == "advance"))
    publish_variant(*NAMED_ANEW)
    order()
    run_due_jobs()
    assert db.session.scalar(select(Job.due_at).where(Job.kind == "advance")) == due
    clock.advance_to(clock.now() + timedelta(days=10))
    assert run_due_jobs() == 1 and {t.element_id for t in open_tasks(case_id)} == {"inspect"}


def test_a_step_that_is_no_more_has_to_be_mapped_by_hand(app):
    case_id, beside = under_inspection(), apply().case_id
    publish_variant(*RENAMED)
    shown = preview_migration(POWER, {})
    assert {p.case_id: p.verdict for p in shown.plans} == {case_id: "mapping", beside: "safe"}
    assert "核查：" in next(p for p in shown.plans if p.case_id == case_id).reasons[0].zh
    [lacking] = shown.to_map
    assert lacking.element_id == "inspect" and [id for id, _ in lacking.choices] == ["visit"]
    first = order()
    run_due_jobs()
    assert moved(beside) and not moved(case_id)
    [refused] = [item for item in get_run(first).items if item.state == "refused"]
    assert refused.number == case_of(case_id).number and "不在新版本" in refused.text.zh.replace(
        "在新版本里没有", "不在新版本"
    )
    assert verdicts({"inspect": "visit"}) == {case_id: "safe"}
    order({"inspect": "visit"})
    run_due_jobs()
    assert moved(case_id) and {t.element_id for t in open_tasks(case_id)} == {"visit"}
    for who in ("liujianguo", "maxiaodong"):
        do(case_id, "visit", who, {"合格": "yes"})
    assert decide(case_id).finished and chain_status(case_id).whole


def test_a_step_passed_over_is_accepted_case_by_case(app):
    accepted, other, before = under_inspection(), under_inspection(), apply().case_id
    publish_variant(*LONGER)
    assert verdicts() == {accepted: "accept", other: "accept", before: "safe"}
    run = order(accepted=(accepted,))
    run_due_jobs()
    assert [moved(case_id) for case_id in (accepted, other, before)] == [True, False, True]
    assert get_run(run).counts == {"moved": 2, "refused": 1} and "预审" in get_run(run).items[0].text.zh
    assert {t.element_id for t in open_tasks(accepted)} == {"inspect"}
    accept(before)
    assert {t.element_id for t in open_tasks(before)} == {"precheck"}


def test_what_cannot_move_ends_under_the_old_version(app):
    case_id = under_inspection()
    before = case_of(case_id).version
    publish_variant(*ALONE)
    assert verdicts() == {case_id: "stays"} == verdicts({"inspect": "decide"})
    run = order(accepted=(case_id,))
    run_due_jobs()
    assert not moved(case_id) and case_of(case_id).version == before
    assert "另一种" in get_run(run).items[0].text.zh and get_run(run).items[0].text.en.isascii()
    inspect(case_id)
    assert decide(case_id).finished


def test_a_case_that_moved_on_meanwhile_is_judged_as_it_is_then(app):
    gone, finished = under_inspection(), under_inspection()
    publish_variant(*RENAMED)
    run = order({"inspect": "visit"})
    inspect(gone)
    act(finished, "zhaoguoqiang", "terminate", "申请人死亡")
    run_due_jobs()
    assert moved(gone) and {t.element_id for t in open_tasks(gone)} == {"decide"}
    assert case_of(finished).status == "finished" and not moved(finished)
    assert {i.state: i.text.zh for i in get_run(run).items} == {"moved": "", "refused": "办件已经办结。"}


def test_a_suspended_case_moves_and_stays_suspended(app):
    case_id = under_inspection()
    suspend(case_id, "liujianguo")
    publish_variant(*NAMED_ANEW)
    order()
    run_due_jobs()
    assert moved(case_id) and case_of(case_id).status == "suspended"
    act(case_id, "liujianguo", "resume")
    inspect(case_id)
    assert decide(case_id).finished


def test_a_page_opened_before_the_move_can_still_be_sent(app):
    case_id = under_inspection()
    tasks = [t.id for t in open_tasks(case_id)]
    publish_variant(*RENAMED)
    order({"inspect": "visit"})
    run_due_jobs()
    for task, who in zip(tasks, ("liujianguo", "maxiaodong"), strict=True):
        complete_task(CompleteTask(task, {"合格": "yes"}, new_key(), "", officer(who)))
    assert kinds(case_id)[-2:] == ["completed", "completed"]


def test_an_order_has_a_reason_and_sent_twice_is_one(app):
    apply()
    publish_variant(*NAMED_ANEW)
    with pytest.raises(LacksDetail):
        start_migration(StartMigration(POWER, {}, (), " ", new_key(), officer("admin")))
    key = new_key()
    assert order(key=key) == order(key=key)
    assert len(list_runs()) == 1
    with pytest.raises(NoSuchRun):
        get_run(10_000)


def test_two_orders_for_one_case_move_it_once(app):
    case_id = apply().case_id
    publish_variant(*NAMED_ANEW)
    order()
    second = order()
    run_due_jobs()
    assert kinds(case_id) == ["started", "migrated"]
    assert [i.text.zh for i in get_run(second).items] == ["这一件已经在新版本下。"]
