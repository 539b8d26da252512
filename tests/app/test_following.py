"""The applicant follows the case with query code and password, and sees no more than is meant for outside."""

import time

import pytest
from flask import session

from app.cases.access import open_tracking, tracked_case
from app.cases.commands import CompleteTask, complete_task
from app.cases.drafts import find_draft, save_draft
from app.cases.errors import NoSuchTask, WrongQueryCode
from app.cases.keys import ALPHABET, new_key, password_is
from app.cases.owner import Owner
from app.cases.queries import party_task, tracking
from app.cases.tables import CaseRow
from app.database import db
from app.ui.codes import qr
from tests.app.test_http_tasks import browser
from tests.app.world import SOMEBODY, accept, apply, do, open_tasks


def test_code_and_password_open_the_case_however_they_are_typed(app):
    receipt = apply()
    typed = f" {receipt.query_code[:5].lower()} - {receipt.query_code[5:]}"
    with app.test_request_context():
        assert open_tracking(typed, receipt.password.lower()) == receipt.number
        assert tracked_case(receipt.number) == receipt.case_id


@pytest.mark.parametrize("wrong", ["code", "password", "both", "empty"])
def test_whatever_is_wrong_the_answer_is_the_same(app, wrong):
    receipt = apply()
    code = {"code": "ZZZZZZZZZZ", "both": "ZZZZZZZZZZ", "empty": ""}.get(wrong, receipt.query_code)
    password = {"password": "ZZZZZZZZ", "both": "ZZZZZZZZ", "empty": ""}.get(wrong, receipt.password)
    with app.test_request_context():
        with pytest.raises(WrongQueryCode) as refused:
            open_tracking(code, password)
        assert refused.value.text == WrongQueryCode.text and "tracking" not in session
        with pytest.raises(WrongQueryCode):
            tracked_case(receipt.number)


def test_a_wrong_code_takes_as_long_as_a_wrong_password(app):
    codes = {"unknown": "ZZZZZZZZZZ", "known": apply().query_code}
    best = dict.fromkeys(codes, 9.0)
    for _ in range(60):  # by turns, and in processor time: whatever else the machine does weighs on both alike
        for name, code in codes.items():
            with app.test_request_context():
                begun = time.thread_time()
                with pytest.raises(WrongQueryCode):
                    open_tracking(code, "ZZZZZZZZ")
                best[name] = min(best[name], time.thread_time() - begun)
    assert 0.5 < best["unknown"] / best["known"] < 2


def test_a_password_is_not_kept_in_the_clear(app):
    receipt = apply()
    kept = db.session.get(CaseRow, receipt.case_id).password_hash
    assert receipt.password not in kept and password_is(receipt.password, kept)
    assert set(receipt.query_code + receipt.password) <= set(ALPHABET)


def test_the_applicant_sees_posts_and_opinions_but_no_officers(app):
    receipt = apply()
    accept(receipt.case_id)
    seen = tracking(receipt.case_id)
    accepted = seen.entries[0]
    assert (accepted.by_post.zh, accepted.by_name, accepted.opinion) == ("窗口", "", "材料齐全")
    assert all(task.officer_name == "" and task.officer_id is None for task in seen.tasks)
    assert seen.states["intake"] == "done" and seen.limits.promised.left == 6
    assert [r.message for r in seen.receivable] == ["撤回申请"]


def test_a_correction_is_drafted_and_sent_by_the_applicant(app):
    receipt = apply()
    do(receipt.case_id, "intake", "limin", {"结论": "补正"})
    task = next(t for t in tracking(receipt.case_id).tasks if t.is_party)
    save_draft(Owner.party(receipt.case_id), f"task:{task.id}", {"说明": "正在"})
    page = party_task(task.id, receipt.case_id)
    assert page.form.name == "supplement" and page.answers["说明"] == "正在"
    with pytest.raises(NoSuchTask):
        party_task(task.id, apply().case_id)
    complete_task(CompleteTask(task.id, {"说明": "已补"}, new_key(), party_case=receipt.case_id))
    assert {t.element_id for t in open_tasks(receipt.case_id)} == {"inspect"}


def test_an_application_is_drafted_until_it_is_sent(app):
    save_draft(SOMEBODY, "power:test-permit", {"面积": "3"})
    save_draft(SOMEBODY, "power:test-permit", {"面积": "36"})
    assert find_draft(SOMEBODY, "power:test-permit").answers == {"面积": "36"}
    assert find_draft(Owner("browser:other"), "power:test-permit") is None
    apply()
    assert find_draft(SOMEBODY, "power:test-permit") is None


def test_copying_the_whole_hall_is_slowed_down_and_who_is_signed_in_is_not(database_url, make_app, clock):
    served = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True, VISITS=5)
    client = served.test_client()
    assert [client.get(f"/powers?after={n}").status_code for n in range(6)] == [200] * 5 + [429]
    with client.get("/static/dist/main.css") as file:
        assert file.status_code != 429  # what pages are made of is not counted
    clerk = browser(served, "limin")
    assert {clerk.get("/powers").status_code for _ in range(8)} == {200}


def test_guessing_codes_is_limited_and_the_right_one_is_no_exception_then(database_url, make_app, clock):
    served = make_app(database_url, CLOCK=clock, RATELIMIT_ENABLED=True)
    with served.app_context():
        receipt = apply()
    client = served.test_client()
    guesses = [client.post("/track", data={"code": f"A{n}", "password": "B"}).status_code for n in range(11)]
    assert guesses == [422] * 10 + [429]
    right = {"code": receipt.query_code, "password": receipt.password}
    assert client.post("/track", data=right).status_code == 429


def test_the_code_for_the_phone_opens_the_tracking_page_and_does_not_hold_the_password(served):
    with served.app_context():
        receipt = apply()
    client = served.test_client()
    client.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    page = client.get(f"/cases/{receipt.number}").text
    assert str(qr(f"http://localhost/track?code={receipt.query_code}")) in page and receipt.password not in page
    assert f'value="{receipt.query_code}"' in client.get(f"/track?code={receipt.query_code}").text
