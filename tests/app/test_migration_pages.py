"""The administrator's pages of moving cases to a new version."""

from datetime import timedelta

import pytest
from flask import Flask

from app.cases import migrating
from app.jobs.worker import run_due_jobs
from tests.app.operating import case_of, kinds, under_inspection
from tests.app.test_http_tasks import browser
from tests.app.variants import LONGER, RENAMED, publish_variant
from tests.app.world import POWER

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
    shown = admin.get(ADDRESS).text
    assert "要指明对应环节" in shown and "核查：所在环节在新版本里没有" in shown and 'name="map.inspect"' in shown
    mapped = admin.post(ADDRESS, data={"map.inspect": "visit"}).text
    assert "可以转 1 件" in mapped and '<option value="visit" selected>' in mapped
    form = {"map.inspect": "visit", "_start": "1", "_key": "one"}
    unsaid = admin.post(ADDRESS, data=form)
    assert unsaid.status_code == 422 and "请写明理由" in unsaid.text
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
    assert "预审是新版本加的" in admin.get(ADDRESS).text
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
