"""The administrator's pages of moving cases to a new version."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from app.cases import migrating
from app.cases.errors import NothingGivenUp
from app.cases.moving_again import move_again
from app.cases.tables import MigrationRetry
from app.database import db
from app.jobs.commands import MOST_ATTEMPTS
from app.jobs.tables import Job
from app.jobs.worker import run_due_jobs
from tests.app.operating import case_of, kinds, under_inspection
from tests.app.test_at_once import at_once
from tests.app.test_http_tasks import browser
from tests.app.variants import LONGER, RENAMED, publish_variant
from tests.app.world import POWER, officer

ADDRESS = f"/admin/migrations/{POWER}"


@pytest.fixture
def case_id(served: Flask) -> int:
    with served.app_context():
        case_id = under_inspection()
        publish_variant(*RENAMED)
        return case_id


def test_looked_at_mapped_ordered_and_followed(served, case_id):
    admin = browser(served, "admin")
    assert "测试许可" in admin.get("/admin/migrations").text
    assert admin.get("/admin/migrations/nothing").status_code == 404
    shown = admin.get(ADDRESS).text
    assert '<th scope="col" class="num">现行版本' in admin.get("/admin/migrations").text, "figures under their heads"
    assert "要指明对应环节" in shown and "核查：所在环节在新版本里没有" in shown and 'name="map.inspect"' in shown
    mapped = admin.post(ADDRESS, data={"map.inspect": "visit"}).text
    assert "可以转 1 件" in mapped and '<option value="visit" selected>' in mapped
    form = {"map.inspect": "visit", "_start": "1", "_key": "one"}
    unsaid = admin.post(ADDRESS, data=form)
    assert unsaid.status_code == 422 and "请写明理由" in unsaid.text
    assert 'href="#op-reason"' in unsaid.text and 'id="op-reason-e"' in unsaid.text, "said where it is to be written"
    answers = [admin.post(ADDRESS, data={**form, "_reason": "新版本施行"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303] and answers[0].location == answers[1].location
    waiting = admin.get(answers[0].location)
    assert "还剩 1 件" in waiting.text and waiting.headers["Refresh"]
    with served.app_context():
        run_due_jobs()
    done = admin.get(answers[0].location)
    assert "已转 1 件" in done.text and "Refresh" not in done.headers
    with served.app_context():
        assert kinds(case_id)[-1] == "migrated"
    assert "没有旧版本的在办件" in admin.get(ADDRESS).text
    assert "云测许〔2026〕1" in admin.get(answers[0].location).text


def test_what_has_to_be_accepted_is_ticked(served):
    with served.app_context():
        ticked, other = under_inspection(), under_inspection()
        publish_variant(*LONGER)
    admin = browser(served, "admin")
    assert "预审：新版本加的环节" in admin.get(ADDRESS).text
    admin.post(ADDRESS, data={"_start": "1", "_reason": "新版本施行", "_key": "k", "accept": str(ticked)})
    with served.app_context():
        run_due_jobs()
        assert [kinds(ticked)[-1], kinds(other)[-1]] == ["migrated", "completed"]
        assert case_of(ticked).bundle != case_of(other).bundle


def test_what_is_not_there_is_refused(served):
    admin = browser(served, "admin")
    assert admin.get("/admin/migrations/no-such-power").status_code in (404, 503)
    assert admin.get("/admin/migrations/orders/99").status_code == 404
    assert "没有旧版本的在办件" in admin.get("/admin/migrations").text


def test_a_case_that_fails_part_way_is_named_the_others_move_and_whoever_comes_back_sees_the_same(
    served, monkeypatch, clock
):
    with served.app_context():
        case_id, other = under_inspection(), under_inspection()
        publish_variant(*RENAMED)
    admin = browser(served, "admin")
    form = {"map.inspect": "visit", "_start": "1", "_key": "one", "_reason": "新版本施行"}
    address = admin.post(ADDRESS, data=form).location
    usual = migrating.moved_to

    def broken(loaded, run, accept):
        if loaded.id == case_id:
            raise RuntimeError("the disk is full")
        return usual(loaded, run, accept)

    monkeypatch.setattr(migrating, "moved_to", broken)
    with served.app_context():
        run_due_jobs()
    page = admin.get(address)
    assert "已转 1 件，没有转 0 件，还剩 1 件" in page.text and "过一会儿自动再试" in page.text
    assert page.headers["Refresh"] and "disk" not in page.text
    later = browser(served, "admin")  # closed, and opened again from the list
    assert address in later.get("/admin/migrations").text
    assert "过一会儿自动再试" in later.get(address).text
    monkeypatch.setattr(migrating, "moved_to", usual)
    clock.advance_to(clock.now() + timedelta(hours=1))
    with served.app_context():
        run_due_jobs()
        assert kinds(case_id)[-1] == kinds(other)[-1] == "migrated"
    done = later.get(address)
    assert "已转 2 件，没有转 0 件，还剩 0 件" in done.text and "Refresh" not in done.headers


@pytest.fixture
def given_up(served: Flask, monkeypatch, clock) -> tuple[str, int, int]:
    """An order's address after one of its two cases was given up; the case that failed and the other one."""
    with served.app_context():
        case_id, other = under_inspection(), under_inspection()
        publish_variant(*RENAMED)
    form = {"map.inspect": "visit", "_start": "1", "_key": "one", "_reason": "新版本施行"}
    address = browser(served, "admin").post(ADDRESS, data=form).location
    usual = migrating.moved_to

    def broken(loaded, run, accept):
        if loaded.id == case_id:
            raise RuntimeError("the disk is full")
        return usual(loaded, run, accept)

    with monkeypatch.context() as patched, served.app_context():
        patched.setattr(migrating, "moved_to", broken)
        for _ in range(MOST_ATTEMPTS):
            run_due_jobs()
            clock.advance_to(clock.now() + timedelta(hours=1))
        assert run_due_jobs() == 0
    return address, case_id, other


def retries() -> list[tuple[list[int], str]]:
    return [(row.cases, row.asked_name) for row in db.session.scalars(select(MigrationRetry))]


def test_what_was_given_up_is_tried_again_alone_and_who_asked_is_kept(served, given_up):
    address, case_id, other = given_up
    admin = browser(served, "admin")
    page = admin.get(address)
    assert "再试放弃的 1 件" in page.text and "已放弃" in page.text and "Refresh" not in page.headers
    answers = [admin.post(address, data={"_key": "twice"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    waiting = admin.get(address)
    assert "再试放弃的" not in waiting.text and "办件 1 件" in waiting.text and waiting.headers["Refresh"]
    assert admin.post(address, data={"_key": "another"}).status_code == 409
    with served.app_context():
        before = len(kinds(other))
        run_due_jobs()
        assert kinds(case_id)[-1] == "migrated" and len(kinds(other)) == before
        assert retries() == [([case_id], "谢宁")]
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(delete(MigrationRetry))
    assert "已转 2 件" in admin.get(address).text


def test_two_who_press_at_once_have_it_tried_again_once(served, given_up):
    address, *_ = given_up
    run_id = int(address.rpartition("/")[2])
    for keys in (("same", "same"), ("one", "other")):
        with served.app_context():
            db.session.execute(update(Job).where(Job.kind == "migrate").values(state="failed"))
            db.session.commit()
            before = len(retries())
            db.session.remove()
        told = at_once(served, *(lambda key=key: move_again(run_id, key, officer("admin")) for key in keys))
        assert [type(one) for one in told if one is not None] == ([] if keys[0] == keys[1] else [NothingGivenUp])
        with served.app_context():
            assert len(retries()) == before + 1


def test_nothing_is_tried_again_once_another_version_is_in_force_or_without_an_order(served, given_up):
    address, *_ = given_up
    with served.app_context():
        publish_variant(*LONGER)
    admin = browser(served, "admin")
    page = admin.get(address).text
    assert "再试放弃的" not in page and "按现行版本另行转移" in page
    assert admin.post(address, data={"_key": "k"}).status_code == 409
    assert admin.post("/admin/migrations/orders/99", data={"_key": "k"}).status_code == 404
    assert browser(served, "limin").post(address, data={"_key": "k"}).status_code == 403
    with served.app_context():
        assert retries() == []
