"""Each public stage is rated once, by the party, when it is over; only numbers are published."""

from datetime import date

import pytest
from sqlalchemy import select

from app.cases.queries import tracking
from app.cases.rating import GRADES, NoGrade, NotRatable, Rate, grades, ratable, rate, words_for
from app.cases.tables import Rating
from app.database import db
from app.flows.commands import publish
from app.flows.folders import power_folders
from tests.app.test_http_tasks import browser
from tests.app.world import accept, apply, decide, inspect, officer
from tests.support.databases import POWERS

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def publish_stages() -> None:
    """The test power with public stages."""
    folder = next(f for f in power_folders(POWERS / "bpmn", POWERS / "forms"))
    flow = folder.files["flow.bpmn"]
    for step, stage in (("intake", "受理"), ("inspect", "核查"), ("decide", "决定")):
        word = f'daylight:form="{step}"'.encode()
        assert word in flow
        flow = flow.replace(word, word + f' daylight:stage="{stage}" daylight:stageEn="{step}"'.encode())
    folder.files["flow.bpmn"] = flow
    assert publish(folder) is None


def names(case_id: int) -> list[str]:
    return [stage.name.zh for _, stage in ratable(tracking(case_id))]


def test_a_stage_can_be_rated_when_it_is_over_and_only_once(app):
    publish_stages()
    case_id = apply().case_id
    assert names(case_id) == []
    with pytest.raises(NotRatable):
        rate(Rate(case_id, 0, 4))
    accept(case_id)
    assert names(case_id) == ["受理"]
    rate(Rate(case_id, 0, 4, " 当天就受理了 "))
    assert names(case_id) == []
    with pytest.raises(NotRatable):
        rate(Rate(case_id, 0, 1))
    inspect(case_id)
    decide(case_id)
    assert names(case_id) == ["核查", "决定"]
    for grade in (0, 5, -1):
        with pytest.raises(NoGrade):
            rate(Rate(case_id, 1, grade))
    with pytest.raises(NotRatable):
        rate(Rate(case_id, 99, 3))
    rate(Rate(case_id, 2, 1))
    assert [(name.zh, count) for name, count in grades(*YEAR)] == [
        ("很满意", 1), ("满意", 0), ("基本满意", 0), ("不满意", 1),
    ]  # fmt: skip
    said = words_for(officer("limin").organisation_id)
    assert [(stage, grade, words) for _, stage, grade, words in said] == [("决定", 1, ""), ("受理", 4, "当天就受理了")]
    assert words_for(officer("dingning").organisation_id) == []


def test_at_the_pages_the_party_rates_and_the_words_are_for_the_body_alone(served):
    with served.app_context():
        publish_stages()
        receipt = apply()
        accept(receipt.case_id)
    party = served.test_client()
    looked = party.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    address = looked.headers["Location"]
    page = party.get(address).text
    assert "您满意吗" in page and all(name.zh in page for name in GRADES.values())
    sent = party.post(f"{address}/ratings", data={"_stage": "0", "_grade": "4", "_words": "<b>很快</b>"})
    assert sent.status_code == 303
    assert "您满意吗" not in party.get(address).text
    assert party.post(f"{address}/ratings", data={"_stage": "0", "_grade": "1"}).status_code == 303  # told, not counted
    assert served.test_client().post(f"{address}/ratings", data={"_stage": "0", "_grade": "1"}).status_code == 403
    with served.app_context():
        assert [r.grade for r in db.session.scalars(select(Rating))] == [4]
    figures = served.test_client().get("/figures").text
    assert "很快" not in figures and "很满意" in figures
    assert "&lt;b&gt;很快" in browser(served, "limin").get("/inbox/ratings").text
    assert "很快" not in browser(served, "dingning").get("/inbox/ratings").text


def test_the_lobby_screen_renews_itself(app):
    page = app.test_client().get("/lobby").text
    assert 'hx-trigger="every 60s"' in page and "正在办理" in page


def test_the_end_of_the_chain_is_on_the_tracking_page(served):
    with served.app_context():
        receipt = apply()
        head = tracking(receipt.case_id).chain.head
    party = served.test_client()
    address = party.post("/track", data={"code": receipt.query_code, "password": receipt.password}).headers["Location"]
    assert head in party.get(address).text
