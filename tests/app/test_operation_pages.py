"""The pages of operations: shown first, done once, and only to whom it concerns."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.keys import new_key
from app.cases.queries import case_file, tracking
from app.cases.requests import Decide, decide
from app.database import db
from app.ui.telling import in_stead
from tests.app.operating import act, kinds, requests_of, task_id, under_inspection
from tests.app.test_http_tasks import browser
from tests.app.world import officer, open_tasks

REASON = {"_reason": "等待鉴定结论"}


@pytest.fixture
def case_id(served: Flask) -> int:
    with served.app_context():
        return under_inspection()


def address(operation: str) -> str:
    return f"/inbox/cases/云测许〔2026〕1/operations/{operation}"


def sent(client: FlaskClient, operation: str, **form: str):
    """Through the preview to the end, as a person goes."""
    shown = client.post(address(operation), data={**REASON, **form})
    if shown.status_code != 200:
        return shown
    key = re.search(r'name="_key" value="([^"]+)"', shown.text)[1]
    return client.post(address(operation), data={**REASON, **form, "_key": key, "_confirmed": "1"})


def test_nothing_is_done_before_it_is_confirmed(served, case_id):
    client = browser(served, "liujianguo")
    form = {**REASON, "article": "《行政许可法》第四十五条"}
    assert client.get(address("suspend")).status_code == 200
    shown = client.post(address("suspend"), data=form)
    assert shown.status_code == 200 and "确认：暂停（中止）" in shown.text
    edited = client.post(address("suspend"), data={**form, "_edit": "1"})
    assert "等待鉴定结论" in edited.text and "先看会发生什么" in edited.text
    with served.app_context():
        assert kinds(case_id) == ["started", "completed"]
    assert sent(client, "suspend", article="《行政许可法》第四十五条").status_code == 303
    file = client.get("/inbox/cases/云测许〔2026〕1").text
    assert "全案，停表中" in file and "日止" not in file, "while it stands still the last day moves"
    with served.app_context():
        assert kinds(case_id) == ["started", "completed", "suspended"]


def test_the_confirmation_sent_twice_is_answered_alike(served, case_id):
    client = browser(served, "liujianguo")
    form = {**REASON, "article": "x", "_key": "one key of the form", "_confirmed": "1"}
    answers = [client.post(address("suspend"), data=form) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303] and answers[0].location == answers[1].location
    with served.app_context():
        assert kinds(case_id).count("suspended") == 1


@pytest.mark.parametrize(
    ("operation", "form", "said"),
    [
        ("suspend", {"_reason": " ", "article": "x"}, "理由：请写明"),
        ("suspend", {}, "依据的条款"),
        ("extend", {"amount": "9"}, "最多可延长"),
        ("extend", {"amount": "abc"}, "正整数"),
        ("transfer", {}, "请选一个接收机关"),
        ("transfer", {"to": "1", "outside": "某机关"}, "请选一个接收机关"),
        ("remove-signer", {}, "减去哪一份签署"),
    ],
)
def test_what_is_lacking_is_said_and_what_was_typed_stays(served, case_id, operation, form, said):
    client = browser(served, "liujianguo")
    answer = client.post(address(operation), data={**REASON, **form})
    assert answer.status_code in (409, 422) and said in answer.text
    if "_reason" not in form:
        assert REASON["_reason"] in answer.text
    with served.app_context():
        assert kinds(case_id) == ["started", "completed"]


def test_what_is_not_offered_is_refused(served, case_id):
    stranger, holder = browser(served, "baichuan"), browser(served, "liujianguo")
    assert stranger.get(address("suspend")).status_code == 404
    assert browser(served, "wufa").get(address("suspend")).status_code == 403  # may read the file, did nothing in it
    assert holder.get(address("resume")).status_code == 409
    assert holder.get(address("abolish")).status_code == 404
    assert holder.get(address("return")).status_code == 409  # of no task
    for operation, why in (("branch", "没有可以启动的支流程"), ("sign-again", "没有您可以重新签署的意见")):
        refused = holder.get(address(operation))
        assert refused.status_code == 409 and why in refused.text, "why, not only that"
    with served.app_context():
        task = task_id(case_id, "inspect")
    assert holder.get(address("return") + f"?task_id={task}").status_code == 200


def test_what_an_older_page_asks_is_answered_with_the_reason_and_loses_nothing(served, case_id):
    first, second = browser(served, "liujianguo"), browser(served, "maxiaodong")
    form = {"_reason": "另一个理由", "article": "《行政许可法》第四十五条"}
    assert second.post(address("suspend"), data=form).status_code == 200
    assert sent(first, "suspend", article="x").status_code == 303
    late = second.post(address("suspend"), data={**form, "_key": "k", "_confirmed": "1"})
    assert late.status_code == 409 and "已经暂停" in late.text and "另一个理由" in late.text
    assert "/inbox/cases/" in late.text
    assert "恢复以后才能" in second.get(address("extend")).text
    assert sent(first, "resume").status_code == 303
    assert "没有暂停" in second.get(address("resume")).text
    assert sent(first, "extend", amount="5").status_code == 303
    assert "正在等批准" in second.get(address("extend")).text
    with served.app_context():
        assert kinds(case_id) == ["started", "completed", "suspended", "resumed", "asked"]


def test_what_was_asked_for_in_a_case_that_has_ended_leads_to_the_file(served, case_id):
    client, head = browser(served, "liujianguo"), browser(served, "haowei")
    sent(client, "extend", amount="5")
    with served.app_context():
        request = requests_of(case_id)[0].id
        act(case_id, "zhaoguoqiang", "terminate")
        db.session.remove()
    shown = head.get(f"/inbox/requests/{request}", follow_redirects=True)
    assert shown.status_code == 200 and "不用再批" in shown.text
    for decision in ("approve", "decline"):
        late = head.post(f"/inbox/requests/{request}", data={"_decision": decision, "_key": decision, "_opinion": "不"})
        assert late.status_code == 409 and "不用再批" in late.text


@pytest.mark.parametrize(("length", "status"), [(2000, 303), (2001, 422)])
def test_a_reason_is_as_long_as_the_page_takes_and_no_longer(served, case_id, length, status):
    words = "依" * (length - 2) + "\r\n😀"
    form = {"_reason": words, "article": "x", "_key": "k", "_confirmed": "1"}
    assert browser(served, "liujianguo").post(address("suspend"), data=form).status_code == status
    with served.app_context():
        assert (kinds(case_id)[-1] == "suspended") == (status == 303)


def test_the_task_page_lists_what_may_be_done(served, case_id):
    with served.app_context():
        task = open_tasks(case_id)[0].id
    page = browser(served, "liujianguo").get(f"/inbox/tasks/{task}").text
    listed = set(re.findall(r"/operations/([a-z-]+)", page))
    assert listed == {
        "hand-over",
        "return",
        "add-signer",
        "remove-signer",
        "extend",
        "suspend",
        "transfer",
        "terminate",
    }
    file = browser(served, "wufa").get("/inbox/cases/云测许〔2026〕1").text
    assert "/operations/" not in file


def test_asked_for_and_approved_at_the_pages(served, case_id):
    client, head = browser(served, "liujianguo"), browser(served, "haowei")
    assert sent(client, "extend", amount="5").status_code == 303
    assert "等云州市市场监督管理局 负责人批准" in client.get("/inbox/cases/云测许〔2026〕1").text
    with served.app_context():
        request = requests_of(case_id)[0].id
        db.session.remove()
    assert f"/inbox/requests/{request}" in head.get("/inbox").text
    english = head.get(f"/inbox/requests/{request}?lang=en").text
    assert "Approval asked for: Extend the limit: 5 working days" in english, "nothing has been done yet"
    assert "The limit of the whole case moves on." in english and "The party sees the opinion" in english
    head.get("/inbox?lang=zh")
    assert client.get(f"/inbox/requests/{request}").status_code == 404
    assert head.post(f"/inbox/requests/{request}", data={"_decision": "approve", "_key": "k"}).status_code == 422
    for _ in range(2):
        answer = head.post(f"/inbox/requests/{request}", data={"_decision": "approve", "_key": "k", "_opinion": "同意"})
        assert answer.status_code == 303
    with served.app_context():
        assert kinds(case_id)[-3:] == ["asked", "approved", "extended"]
    inbox = head.get("/inbox").text
    assert f"/inbox/requests/{request}" not in inbox and "已批准 云测许〔2026〕1 的报请" in inbox
    other = browser(served, "sunli").get(f"/inbox/requests/{request}", follow_redirects=True)
    assert other.status_code == 200 and "已经有人批过" in other.text and "测试许可" in other.text
    late = browser(served, "sunli").post(
        f"/inbox/requests/{request}", data={"_decision": "decline", "_key": "l", "_opinion": "不"}
    )
    assert late.status_code == 409 and "已经有人批过" in late.text


def test_the_applicant_does_not_see_what_goes_on_between_officers(served, case_id):
    client = browser(served, "liujianguo")
    with served.app_context():
        task, to = task_id(case_id, "inspect"), officer("chenjing").id
    assert sent(client, "hand-over", task_id=task, to=str(to)).status_code == 303
    assert sent(browser(served, "maxiaodong"), "extend", amount="5").status_code == 303
    with served.app_context():
        assert [e.kind for e in tracking(case_id).entries] == ["completed", "started"]
        assert kinds(case_id) == ["started", "completed", "handed over", "asked"]


def test_standing_in_at_the_pages(served, case_id):
    client = browser(served, "liujianguo")
    with served.app_context():
        deputy = officer("wufa").id
    form = {"deputy": str(deputy), "first": "2026-11-20", "last": "2026-11-27", "_reason": "休假", "_key": "k"}
    assert client.post("/inbox/away", data={**form, "first": "tomorrow"}).status_code == 422
    assert client.post("/inbox/away", data=form).status_code == 303
    page = browser(served, "wufa").get("/inbox").text
    assert "代刘建国" in page and page.count("data-row") == 2
    ending = re.search(r"/inbox/away/\d+/end", client.get("/inbox/away").text)[0]
    assert browser(served, "wufa").post(ending).status_code == 422
    assert client.post(ending).status_code == 303
    assert browser(served, "wufa").get("/inbox").text.count("data-row") == 0


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/inbox/tasks/999999", 404), ("/inbox/cases/nix", 404), ("/inbox/nowhere", 404), ("/admin", 403),
        ("/legal", 403), ("/studio/", 403), ("/inbox/requests/1", 404),
    ],
)  # fmt: skip
def test_an_officer_reads_a_refusal_among_the_pages_of_the_desk(served, path, status):
    answer = browser(served, "liujianguo").get(path)
    assert answer.status_code == status
    assert 'class="side"' in answer.text and 'class="mast"' not in answer.text
    assert 'role="alert"' in answer.text and "回到待办" in answer.text
    said = re.search(r'role="alert">.*?<span>(.*?)</span>', answer.text)[1]
    assert said.endswith("。") and not said.endswith("。。")
    public = browser(served, "liujianguo").get("/powers/nix")
    assert public.status_code == 404 and 'class="mast"' in public.text, "the hall is the hall, whoever visits it"


def test_all_that_is_lacking_is_said_at_once_each_with_its_field(served, case_id):
    client = browser(served, "liujianguo")
    answer = client.post(address("suspend"), data={"_reason": "", "article": ""})
    assert answer.status_code == 422
    for field, said in (("op-article", "依据：请写明依据的条款"), ("op-reason", "理由：请写明")):
        assert f'<a href="#{field}">{said}</a>' in answer.text and f'id="{field}"' in answer.text
    english = client.post(address("terminate") + "?lang=en", data={"_reason": ""})
    assert english.status_code == 422 and "Reasons: write them" in english.text


def test_what_is_chosen_from_says_who_did_it_and_when_and_what_opens_for_whom(served, case_id):
    client = browser(served, "liujianguo")
    with served.app_context():
        task = task_id(case_id, "inspect")
    page = client.get(address("return") + f"?task_id={task}")
    assert "<small>窗口 李敏，" in page.text and "退回：核查" in page.text and "当事人在进度页" not in page.text
    assert "申请人看得到。" in page.text, "whoever writes a reason knows who reads it"
    shown = client.post(address("return"), data={**REASON, "task_id": task, "step": "intake"})
    opening = re.search("随即打开.*?</section>", shown.text, re.S)[0]
    assert "市场监督管理局 窗口" in opening and "最迟" in opening
    handed = client.get(address("hand-over") + f"?task_id={task}")
    assert "当事人看不到。" in handed.text


def test_officers_have_their_english_names_on_an_english_page(served, case_id):
    client = browser(served, "liujianguo")
    with served.app_context():
        task = task_id(case_id, "inspect")
    page = client.get(address("return") + f"?task_id={task}&lang=en").text
    assert "<small>Service window Li Min, " in page and "李敏" not in page
    assert "Li Min" in client.get("/inbox/cases/云测许〔2026〕1?lang=en").text
    with served.test_request_context("/?lang=en"):
        assert in_stead("何平 代 周晓梅") == "He Ping for Zhou Xiaomei" and in_stead("无此人") == "无此人"
    with served.test_request_context("/?lang=zh"):
        assert in_stead("何平 代 周晓梅") == "何平 代 周晓梅"


def test_a_step_that_was_broken_off_is_not_shown_as_done(served, case_id):
    with served.app_context():
        act(case_id, "liujianguo", "transfer", "不归本机关", outside="某机关")
        act_on = requests_of(case_id)
        for request in act_on:
            decide(Decide(request.id, True, "同意", new_key(), officer("zhaoguoqiang")))
        file = case_file("云测许〔2026〕1", officer("liujianguo"))
        assert file.status == "finished"
        assert (file.states["intake"], file.states["inspect"]) == ("done", "skipped")
        assert "decide" not in file.states
    page = browser(served, "liujianguo").get("/inbox/cases/云测许〔2026〕1?tab=flow").text
    assert "没有办完" in page
