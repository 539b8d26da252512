"""A new query password for the party: who may issue it, and what becomes of the former one."""

import re
from urllib.parse import unquote

import pytest

from app.cases.access import open_tracking
from app.cases.errors import NotConcerned, WrongQueryCode
from app.cases.keys import new_key
from app.cases.passwords import IssuePassword, issue_password
from app.cases.queries import tracking
from app.cases.verification import chain_status
from app.log.chain import parse
from app.log.queries import chain_of
from engine import CaseError
from tests.app.test_http_tasks import browser
from tests.app.world import accept, apply, case_of_test, decide, inspect, officer


def test_the_new_password_opens_the_case_and_the_former_no_more(app):
    before = apply()
    accept(before.case_id)
    key = new_key()
    after = issue_password(IssuePassword(before.case_id, "当事人遗失，已核对身份证。", key, officer("limin")))
    assert after.query_code == before.query_code and after.password != before.password
    assert issue_password(IssuePassword(before.case_id, "再按一次", key, officer("limin"))) == after
    with app.test_request_context():
        assert open_tracking(after.query_code, after.password) == before.number
        with pytest.raises(WrongQueryCode):
            open_tracking(before.query_code, before.password)


def test_the_party_sees_that_it_was_issued_and_the_record_is_whole(app):
    case = apply().case_id
    accept(case)
    issue_password(IssuePassword(case, "遗失", new_key(), officer("limin")))
    said = next(entry for entry in tracking(case).entries if entry.kind == "password")
    assert (said.by_post.zh, said.opinion) == ("窗口", "遗失") and chain_status(case).whole


def test_only_who_has_to_do_with_the_case_issues_it_and_says_why(app):
    case = apply().case_id
    with pytest.raises(NotConcerned):
        issue_password(IssuePassword(case, "好奇", new_key(), officer("heshui")))
    with pytest.raises(CaseError):
        issue_password(IssuePassword(case, " ", new_key(), officer("limin")))


def test_at_the_page_it_is_shown_once(app):
    receipt = apply()
    browser = app.test_client()
    browser.post("/sign-in", data={"username": "limin", "password": "yunzhou-2026"})
    page = f"/inbox/cases/{receipt.number}/password"
    assert browser.post(page, data={"_key": new_key(), "_reason": ""}).status_code == 422
    shown = browser.post(page, data={"_key": new_key(), "_reason": "遗失"}, follow_redirects=True).text
    assert receipt.query_code[:5] in shown and receipt.password[:4] not in shown
    assert receipt.query_code[:5] not in browser.get(page).text


def test_who_has_lost_it_reads_the_decision_too(served):
    with served.app_context():
        receipt = apply()
        accept(receipt.case_id)
        inspect(receipt.case_id)
        decide(receipt.case_id)
        ended = case_of_test(receipt.case_id).finished_at
    page = f"/inbox/cases/{receipt.number}"
    desk, stranger = browser(served, "limin"), browser(served, "heshui")
    assert f"{page}/password" in unquote(desk.get(page).text)
    assert stranger.get(page).status_code != 200 or f"{page}/password" not in unquote(stranger.get(page).text)
    for reason, status in (("", 422), ("遗失，已核对身份证", 303)):
        assert desk.post(f"{page}/password", data={"_key": new_key(), "_reason": reason}).status_code == status
    shown = desk.get(f"{page}/password").text
    with served.app_context():
        case = case_of_test(receipt.case_id)
        line = parse(chain_of(case.id).lines[-1][1])
        assert (line["action"], line["reason"]) == ("issue password", "遗失，已核对身份证")
        assert chain_status(case.id).whole and case.finished_at == ended
    code, password = re.findall(r'<dd class="code">([^<]+)</dd>', shown)
    party = served.test_client()
    assert party.post("/track", data={"code": code, "password": receipt.password}).status_code == 422
    assert party.post("/track", data={"code": code, "password": password}).status_code == 303
