"""A penalty is begun by officers; nobody can apply for one against somebody."""

import re

import pytest

from app.cases.commands import StartCase, start_case
from app.cases.errors import BegunByAuthority
from app.cases.keys import new_key
from app.cases.queries import case_file
from app.clock import today
from app.flows.queries import FlowVersion, effective_flow
from app.people.delegating import Delegate, delegate
from app.people.queries import list_officers
from tests.app.world import SOMEBODY, officer, publish_shipped
from tests.flows.test_02_unlicensed_food import OPENING

PENALTY = "02-unlicensed-food"


@pytest.fixture
def flow(app) -> FlowVersion:
    publish_shipped(PENALTY)
    return effective_flow(PENALTY)


def test_nobody_but_the_post_begins_a_penalty(app, flow):
    assert not flow.begun_by_party
    for who in (None, officer("heshui")):
        with pytest.raises(BegunByAuthority):
            start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, who))
    browser = app.test_client()
    assert browser.get(f"/powers/{PENALTY}/apply").status_code == 403
    assert f"/powers/{PENALTY}/apply" not in browser.get(f"/powers/{PENALTY}").text


def test_a_deputy_begins_it_in_the_stead_of_who_is_away(app, flow):
    principal, deputy = officer("leiming"), officer("limin")
    assert principal.holds(flow.opening_post) and not deputy.holds(flow.opening_post)
    delegate(Delegate(principal, deputy.id, today(), today(), "出差", new_key()))
    receipt = start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, officer("limin")))
    assert case_file(receipt.number, officer("limin")).entries[-1].by_name == "李敏 代 雷鸣"


def test_an_officer_of_the_post_begins_it_and_is_named(app, flow):
    beginner = next(o for o in list_officers() if o.holds(flow.opening_post))
    receipt = start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, beginner))
    begun = case_file(receipt.number, beginner).entries[-1]
    assert begun.kind == "started" and not begun.is_party and begun.by_name == beginner.name.zh
    browser = app.test_client()
    assert browser.get(f"/powers/{PENALTY}").status_code == 200


def test_its_pages_speak_of_a_party_and_of_opening(app, flow):
    beginner = next(o for o in list_officers() if o.holds(flow.opening_post))
    receipt = start_case(StartCase(PENALTY, OPENING, new_key(), SOMEBODY, beginner))
    browser = app.test_client()
    browser.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    pages = [browser.get(f"/cases/{receipt.number}").text, browser.get(f"/powers/{PENALTY}").text]
    assert "当事人" in pages[0] and "立案的次日开始计时。" in pages[0]
    assert "法定 90 日作出决定。" in pages[1]
    for word in ("申请人(?!民法院)", "收到申请", "受理后", "受理的次日"):
        found = [match[0] for page in pages for match in re.finditer(f".{{0,30}}{word}.{{0,30}}", page)]
        assert not found, word
