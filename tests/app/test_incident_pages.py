"""The administrator's pages of what has failed, as a browser uses them."""

import re

import pytest
from flask import Flask

from tests.app.failing import case_that_fails, incidents
from tests.app.operating import kinds
from tests.app.test_http_tasks import browser
from tests.app.world import open_tasks


@pytest.fixture
def case_id(served: Flask) -> int:
    with served.app_context():
        return case_that_fails()


@pytest.fixture
def address(served: Flask, case_id: int) -> str:
    with served.app_context():
        task = open_tasks(case_id)[0].id
    client = browser(served, "limin")
    answer = client.post(f"/inbox/tasks/{task}", data={"结论": "受理", "_opinion": "材料齐全"})
    assert answer.status_code == 409 and "办件没有动" in answer.text and "已告诉管理员" in answer.text
    assert "材料齐全" in client.get("/inbox").text, "what was typed is kept"
    with served.app_context():
        return f"/admin/incidents/{incidents()[0].id}"


def test_the_list_tells_what_where_and_how_often(served, address):
    admin = browser(served, "admin")
    page = admin.get("/admin/incidents").text
    assert "核查" in page and "7.2" in page and "李敏" in page and address in page
    assert "还没有解决过的故障" in admin.get("/admin/incidents?over=1").text
    assert re.search(r'故障</span><span class="n">1<', page), "the number of open ones stands in the navigation"


def test_mended_through_its_question_tried_again_and_kept(served, case_id, address):
    admin = browser(served, "admin")
    shown = admin.get(address)
    assert shown.status_code == 200 and "这一步走不通" in shown.text, "the element is marked"
    asked = admin.get(f"{address}?_name=面积&_scope=0").text
    assert 'name="面积"' in asked and 'value="36"' in asked
    wrong = admin.post(address, data={"_act": "mend", "_name": "面积", "面积": "许多", "_reason": "录入错误"})
    assert wrong.status_code == 422 and "许多" in wrong.text and "录入错误" in wrong.text
    unsaid = admin.post(address, data={"_act": "mend", "_name": "面积", "面积": "10"})
    assert unsaid.status_code == 422 and "请写明理由" in unsaid.text
    still = admin.post(address, data={"_act": "retry"})
    assert still.status_code == 409 and "7.2" in still.text
    data = {"_act": "mend", "_name": "面积", "面积": "10", "_reason": "录入错误", "_key": "one"}
    assert [admin.post(address, data=data).status_code for _ in range(2)] == [303, 303]
    tried = admin.post(address, data={"_act": "retry"}, follow_redirects=True)
    assert "由本人重新签署" in tried.text and "36 → 10" in tried.text
    assert "这一步走不通" not in tried.text, "it goes through now"
    with served.app_context():
        assert kinds(case_id) == ["started", "mended"]
    file = admin.get(re.search(r'href="(/inbox/cases/[^"/]+)"', shown.text)[1]).text
    assert "更正数据：面积" in file and "录入错误" in file and "10" in file


def test_closed_with_a_reason(served, address):
    admin = browser(served, "admin")
    assert "另记一条" in admin.get(address).text, "what closing means is said beforehand"
    refused = admin.post(address, data={"_act": "close"})
    assert (
        refused.status_code == 422 and 'href="#close-reason"' in refused.text and 'id="close-reason-e"' in refused.text
    )
    typed = admin.post(address, data={"_act": "skip", "_waiting": "99", "_reason": "只写在这里"})
    assert typed.text.count("只写在这里") == 1, "what was typed stands where it was typed"
    assert admin.post(address, data={"_act": "close", "_reason": "另案办理"}).status_code == 303
    assert "没有故障" in admin.get("/admin/incidents").text
    assert "另案办理" in admin.get(address).text
    assert admin.post(address, data={"_act": "close", "_reason": "x"}).status_code == 409


def test_nonsense_is_refused(served, address):
    admin = browser(served, "admin")
    for data in ({}, {"_act": "abolish"}, {"_act": "skip", "_waiting": "99", "_reason": "x"}, {"_act": "mend"}):
        assert 400 <= admin.post(address, data={"_reason": "x", **data}).status_code < 500, data
    assert admin.get("/admin/incidents/9999").status_code == 404
    assert admin.get(f"{address}?_name=没有这一项").status_code == 200
