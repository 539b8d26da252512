"""Completing a task as a browser does: what it costs, and what happens when somebody else was faster."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.verification import chain_status
from app.database import db
from app.people.city import DEMO_PASSWORD
from tests.app.counting import Counting
from tests.app.world import apply, do, open_tasks


@pytest.fixture
def case_id(served: Flask) -> int:
    with served.app_context():
        return apply().case_id


def browser(served: Flask, username: str) -> FlaskClient:
    client = served.test_client()
    client.post("/sign-in", data={"username": username, "password": DEMO_PASSWORD})
    return client


def task_of(served: Flask, case_id: int) -> int:
    with served.app_context():
        return open_tasks(case_id)[0].id


def key_on(client: FlaskClient, task_id: int) -> str:
    page = client.get(f"/inbox/tasks/{task_id}")
    assert page.status_code == 200
    return re.search(r'name="_key" value="([^"]+)"', page.text)[1]


def test_from_the_click_to_the_answer_ten_statements_and_one_commit(served, case_id):
    for username, answers in (
        ("limin", {"结论": "受理"}),
        ("liujianguo", {"合格": "yes"}),
        ("maxiaodong", {"合格": "yes"}),
        ("zhaoguoqiang", {"决定": "准予"}),
    ):
        client, task_id = browser(served, username), task_of(served, case_id)
        data = {**answers, "_key": key_on(client, task_id), "_opinion": "同意"}
        with served.app_context():
            engine = db.engine
        with Counting(engine) as counted:
            response = client.post(f"/inbox/tasks/{task_id}", data=data)
        assert response.status_code == 303
        assert counted.statements <= 10 and counted.commits == 1, (username, counted.statements)


def test_the_same_form_sent_twice_is_answered_alike(served, case_id):
    client, task_id = browser(served, "limin"), task_of(served, case_id)
    data = {"结论": "受理", "_key": key_on(client, task_id)}
    answers = [client.post(f"/inbox/tasks/{task_id}", data=data) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303] and answers[0].headers["Location"] == answers[1].headers[
        "Location"
    ]
    with served.app_context():
        assert chain_status(case_id).lines == 2


def test_the_slower_of_two_officers_is_told_and_finds_the_opinion_kept(served, case_id):
    task_id = task_of(served, case_id)
    slow, fast = browser(served, "hechun"), browser(served, "limin")
    keys = [key_on(client, task_id) for client in (slow, fast)]
    assert fast.post(f"/inbox/tasks/{task_id}", data={"结论": "受理", "_key": keys[1]}).status_code == 303
    response = slow.post(f"/inbox/tasks/{task_id}", data={"结论": "补正", "_opinion": "缺布局图", "_key": keys[0]})
    assert response.status_code == 409 and "您的意见存为草稿" in response.text
    zh, en = (re.sub(r"\s+", "", slow.get(f"/inbox?lang={language}").text) for language in ("zh", "en"))
    assert "缺布局图" in zh and "<dt>结论</dt><dd>补正</dd>" in zh and "巷口面馆" in zh
    assert "<dt>Result</dt><dd>补正</dd>" in en, "by its question, in the page's language"
    assert slow.get(f"/inbox/tasks/{task_id}").status_code == 404


def test_wrong_answers_come_back_with_every_field_named_and_nothing_lost(served, case_id):
    client, task_id = browser(served, "limin"), task_of(served, case_id)
    response = client.post(
        f"/inbox/tasks/{task_id}", data={"结论": "", "_opinion": "写了半天的意见", "_key": key_on(client, task_id)}
    )
    assert response.status_code == 422 and "写了半天的意见" in response.text
    with served.app_context():
        assert chain_status(case_id).lines == 1


@pytest.mark.parametrize("key", ["", "nonsense", "WyJhIl0.x"])
def test_a_form_with_a_key_of_nobodys_making_does_no_harm(served, case_id, key):
    client, task_id = browser(served, "limin"), task_of(served, case_id)
    assert client.post(f"/inbox/tasks/{task_id}", data={"结论": "受理", "_key": key}).status_code in (303, 422)
    assert client.post("/inbox/tasks/999999", data={"结论": "受理", "_key": key}).status_code == 409


def test_the_applicants_correction_sent_twice_is_one(served):
    with served.app_context():
        receipt = apply()
        do(receipt.case_id, "intake", "limin", {"结论": "补正"})
        task_id = open_tasks(receipt.case_id)[0].id
    client = served.test_client()
    client.post("/track", data={"code": receipt.query_code, "password": receipt.password})
    page = client.get(f"/cases/{receipt.number}/tasks/{task_id}")
    data = {"说明": "已补", "_key": re.search(r'name="_key" value="([^"]+)"', page.text)[1]}
    statuses = [client.post(f"/cases/{receipt.number}/tasks/{task_id}", data=data).status_code for _ in range(2)]
    assert statuses == [303, 303]
    with served.app_context():
        assert [t.element_id for t in open_tasks(receipt.case_id)] == ["inspect", "inspect"]
        assert chain_status(receipt.case_id).lines == 3
