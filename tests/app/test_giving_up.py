"""A body gives up an item that it adopted: nothing begins there any more, running cases go on, history keeps why."""

from datetime import timedelta

import pytest
import yaml
from flask_migrate import downgrade, upgrade

from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.queries import count_running, tracking
from app.catalogue.commands import enter_power
from app.catalogue.giving_up import NoReason, give_up, list_given_up
from app.catalogue.history import changed_between, count_by_level
from app.catalogue.implementing import adopt, adopt_listed, change_own, list_free_bodies
from app.catalogue.queries import (
    NoSuchPower,
    Where,
    get_power,
    get_public_power,
    list_codes,
    list_documents,
    list_entries,
    list_implementers,
    list_powers,
    search_powers,
)
from app.catalogue.tables import PowerRow
from app.clock import calendar, now
from app.database import db
from app.flows.queries import PowerOutOfService, effective_flow
from tests.app.test_http_tasks import browser
from tests.app.test_implementing import OWN, _posts
from tests.app.world import APPLICATION, POWER, SOMEBODY, do, officer, open_tasks

REASON = "市政府令第 12 号，自 2026 年 12 月 1 日起由市局直接办理。"
BODY = "dongchuan-scjg"


@pytest.fixture
def code(app):
    _posts(BODY)
    (code,) = adopt(POWER, [BODY], OWN, officer("admin").id)
    return code


def begin(code):
    return start_case(StartCase(code, APPLICATION, new_key(), SOMEBODY))


def test_nothing_begins_any_more_and_what_has_begun_goes_on(app, code):
    receipt = begin(code)
    assert count_running(code) == 1
    assert give_up(code, REASON, officer("admin").id) == POWER
    with pytest.raises(PowerOutOfService, match="不再实施"):
        begin(code)
    (task,) = open_tasks(receipt.case_id)
    do(receipt.case_id, task.element_id, "baichuan", {"结论": "受理"}, "材料齐全")
    assert tracking(receipt.case_id).chain.whole and get_power(code).given_up
    assert effective_flow(POWER) is not None


def test_it_is_on_no_list_any_more(app, code):
    def lists():
        return [
            code in set(list_codes()), code in {i.code for i in list_implementers(POWER)},
            BODY not in {b.code for b in list_free_bodies(POWER)}, any(d.get("code") == code for d in list_documents()),
            any(e["code"] == code for e in list_entries()), list_powers(Where(level="county")) != [],
            search_powers("测试许可", Where(organisation_id=get_power(code).organisation_id)) != [],
            any(c.level == "county" for c in count_by_level()),
        ]  # fmt: skip

    assert lists() == [True] * 8
    give_up(code, REASON, officer("admin").id)
    assert lists() == [False] * 8
    with pytest.raises(NoSuchPower):
        get_public_power(code)
    (line,) = [line for line in list_powers() if line.code == POWER]
    assert line.bodies == {"city": 1}


def test_history_tells_when_and_why(app, code, clock):
    before = calendar().today(now())
    clock.advance_to(now() + timedelta(days=2))
    give_up(code, REASON, officer("admin").id)
    (gone,) = list_given_up(POWER)
    assert (gone.code, gone.reason) == (code, REASON)
    found, _ = changed_between(before, calendar().today(now()))
    assert [(d.code, d.kind) for d in found] == [(code, "removed")]


def test_it_can_be_taken_up_again_as_it_was_but_not_by_a_restart(app, code):
    give_up(code, REASON, officer("admin").id)
    adopt_listed(POWER, f"- {{body: {BODY}}}".encode())
    assert get_power(code).given_up
    assert adopt(POWER, [BODY], OWN, officer("admin").id) == [code]
    assert not get_power(code).given_up and list_given_up(POWER) == [] and begin(code).case_id


def test_a_change_of_the_item_does_not_bring_it_back(app, code):
    give_up(code, REASON, officer("admin").id)
    document = {**next(list_documents()), "fee": {"zh": "十元", "en": "Ten yuan"}}
    enter_power(yaml.safe_dump(document, allow_unicode=True).encode())
    assert get_power(code).given_up and [i.code for i in list_implementers(POWER)] == [POWER]


@pytest.mark.parametrize("reason", ["", "    ", "没有"])
def test_without_a_reason_nothing_is_given_up(app, code, reason):
    with pytest.raises(NoReason):
        give_up(code, reason, officer("admin").id)
    assert not get_power(code).given_up


def test_what_is_no_adoption_cannot_be_given_up_nor_twice(app, code):
    by = officer("admin").id
    for other in (POWER, "nothing"):
        with pytest.raises(NoSuchPower):
            give_up(other, REASON, by)
    give_up(code, REASON, by)
    for again in (lambda: give_up(code, REASON, by), lambda: change_own(code, OWN, by)):
        with pytest.raises(NoSuchPower):
            again()


def test_the_page_asks_why_then_shows_what_it_does_then_does_it(served):
    with served.app_context():
        _posts(BODY)
        (code,) = adopt(POWER, [BODY], OWN, officer("admin").id)
        begin(code)
    admin, address = browser(served, "admin"), f"/admin/catalogue/items/{code}"
    assert f"{address}/give-up" in admin.get(address).text
    assert f"{address}/give-up" not in admin.get(f"/admin/catalogue/items/{POWER}").text
    page = admin.get(f"{address}/give-up").text
    assert "正在办的 1 件照常办完" in page and "不再收新的申请" in page
    assert admin.post(f"{address}/give-up", data={"_reason": "无"}).status_code == 422
    looked = admin.post(f"{address}/give-up", data={"_reason": REASON})
    assert looked.status_code == 200 and REASON in looked.text and 'name="_confirmed"' in looked.text
    with served.app_context():
        assert not get_power(code).given_up
    assert REASON in admin.post(f"{address}/give-up", data={"_reason": REASON, "_edit": "1"}).text
    done = admin.post(f"{address}/give-up", data={"_reason": REASON, "_confirmed": "1"})
    assert done.status_code == 303 and done.headers["Location"].endswith(f"/items/{POWER}")
    after = admin.get(f"/admin/catalogue/items/{POWER}").text
    assert "放弃了认领的机构" in after and REASON in after
    assert admin.get(address).status_code == admin.get(f"{address}/give-up").status_code == 404
    public = served.test_client()
    moved = public.get(f"/powers/{code}")
    assert moved.status_code == 302 and moved.headers["Location"].endswith(f"/powers/{POWER}")
    assert public.get(f"/powers/{code}/apply").status_code in (404, 503)
    assert browser(served, "limin").get(f"{address}/give-up").status_code == 403


def test_the_column_comes_and_goes_with_its_migration(app, code):
    db.session.remove()
    downgrade(revision="0015")
    upgrade()
    assert db.session.get(PowerRow, code).given_up_at is None
