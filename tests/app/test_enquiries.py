"""Questions, complaints and reports: routed by duty, nobody handles what is about them, answers published unnamed."""

from html import unescape

import pytest
from sqlalchemy import delete, select, update

from app.cases.answered import list_answers, masked
from app.cases.commands import StartCase, start_case
from app.cases.errors import SeparateDuty
from app.cases.keys import new_key
from app.cases.publication import ends_of
from app.cases.queries import tracking
from app.cases.rating import ratable
from app.cases.tables import AnswerRow
from app.cases.verification import chain_status, verify_all
from app.clock import now, today
from app.database import db, in_transaction
from app.flows.queries import effective_model
from app.people.queries import find_post_above, list_officers
from app.people.tables import Holding, OfficerRow, Organisation, Post
from tests.app.world import SOMEBODY, accept, apply, case_of_test, do, officer, open_tasks, publish_shipped

WRITER = {"name": "林小雨", "phone": "13900001234"}
QUESTION = {
    "类别": "咨询", "领域": "市场、食品和药品", "标题": "林小雨问开面馆", "内容": "想开一家面馆，要办哪些证？",
    "来信人": WRITER, "同意公开": "yes",
}  # fmt: skip
COMPLAINT = {**QUESTION, "类别": "投诉", "标题": "办得太慢了", "同意公开": None}
ANSWER = {"处理方式": "答复", "答复": "办食品经营许可证。"}
FOUND = {**ANSWER, "查明情况": "当日值班人员离岗。", "处理结论": "属实"}
ASKED = {"公开问题": "林小雨问：开面馆要办什么证？", "公开答复": "打 0900-1234567 问。"}
PUBLISHED = {"核签": "yes", "可公开": "yes", **ASKED}


@pytest.fixture(autouse=True)
def _enquiries(app) -> None:
    publish_shipped("10-enquiry")


def write(**answers) -> int:
    given = {name: value for name, value in {**QUESTION, **answers}.items() if value is not None}
    return start_case(StartCase("10-enquiry", given, new_key(), SOMEBODY, applicant="（未署名）")).case_id


def body_of(case_id: int) -> str:
    [task] = open_tasks(case_id)
    return db.session.scalar(
        select(Organisation.kind).join(Post, Post.organisation_id == Organisation.id).where(Post.id == task.post_id)
    )


def test_it_comes_to_the_body_whose_duty_it_is(app) -> None:
    assert body_of(write()) == "市场监督管理局"
    assert body_of(write(领域="水务")) == "水利局"
    assert body_of(write(领域="说不清")) == "政务服务和数据管理局"


def test_every_field_has_somebody_who_answers(app) -> None:
    for option in effective_model("10-enquiry").start_form.field("领域").options:
        case_id = write(领域=option.value)
        post = open_tasks(case_id)[0].post_id
        holders = [o for o in list_officers() if o.holds(post)]
        assert len(holders) >= 2, option.value


def test_the_answer_is_read_by_the_writer_published_without_the_name_and_rated(app) -> None:
    case_id = write()
    do(case_id, "handle", "hechun", ANSWER)
    with pytest.raises(SeparateDuty):
        do(case_id, "answer", "hechun", PUBLISHED)
    do(case_id, "answer", "wufa", PUBLISHED)
    case = tracking(case_id)
    assert case.outcome.zh == "咨询已答复并公开"
    assert any(fact.value == "办食品经营许可证。" for entry in case.entries for fact in entry.answers)
    assert [stage.name.zh for _, stage in ratable(case)] == ["登记分派", "承办", "答复"]
    [answer], more = list_answers("面馆 什么证")
    assert more is None
    assert (answer.title, answer.question) == ("※※问开面馆", "※※问：开面馆要办什么证？")
    assert answer.answer == "打 ※※ 问。" and answer.body.zh == "云州市市场监督管理局"
    assert list_answers("林小雨")[0] == [] and list_answers("100%")[0] == []


def answered() -> int:
    case_id = write()
    do(case_id, "handle", "hechun", ANSWER)
    do(case_id, "answer", "wufa", PUBLISHED)
    return case_id


@pytest.mark.parametrize("name", ["title", "question", "answer", "body", "body_en"])
def test_a_published_answer_that_is_altered_is_found_in_the_record(app, name) -> None:
    case_id = answered()
    assert chain_status(case_id).whole
    in_transaction(lambda session: session.execute(update(AnswerRow).values({name: "别的"})))
    status = chain_status(case_id)
    assert not status.whole and status.broken_at == status.lines


def test_a_published_answer_that_is_taken_away_or_put_in_is_found_in_the_record(app) -> None:
    case_id, other = answered(), write(同意公开="no")
    assert chain_status(other).whole
    put_in = {"power_code": "10-enquiry", "body": "水利局", "body_en": "Water", "title": "问", "question": "问"}
    row = AnswerRow(**put_in, case_id=other, answer="答", answered_at=now())
    in_transaction(lambda session: session.add(row))
    in_transaction(lambda session: session.execute(delete(AnswerRow).where(AnswerRow.case_id == case_id)))
    assert not chain_status(other).whole and not chain_status(case_id).whole
    assert len(verify_all()[1]) == 2


def test_what_the_writer_kept_back_is_no_answer_though_its_words_are_in_the_record(app) -> None:
    case_id = write(同意公开="no")
    do(case_id, "handle", "hechun", ANSWER)
    do(case_id, "answer", "wufa", {"核签": "yes"})
    said = {"title": "※※问开面馆", "question": QUESTION["内容"], "answer": ANSWER["答复"]}
    row = AnswerRow(**said, case_id=case_id, power_code="10-enquiry", body="局", body_en="B", answered_at=now())
    in_transaction(lambda session: session.add(row))
    assert not chain_status(case_id).whole


def test_an_answer_published_before_lines_held_it_is_held_to_the_entries(app, monkeypatch) -> None:
    monkeypatch.setattr("app.cases.moving.answer_digest", lambda answer: None)
    case_id = answered()
    assert chain_status(case_id).whole
    in_transaction(lambda session: session.execute(update(AnswerRow).values(answer="别的")))
    assert not chain_status(case_id).whole


def test_what_the_writer_did_not_agree_to_is_not_published(app) -> None:
    case_id = write(同意公开="no")
    do(case_id, "handle", "hechun", ANSWER)
    do(case_id, "answer", "wufa", {"核签": "yes"})
    assert list_answers()[0] == []


def test_nobody_who_is_complained_about_handles_it(app) -> None:
    case_id = write(**COMPLAINT, 被反映人="邹察")
    assert body_of(case_id) == "政务服务和数据管理局"
    with pytest.raises(SeparateDuty):
        do(case_id, "handle", "zoucha", FOUND)
    assert do(case_id, "handle", "mingjian", FOUND).next


def test_where_it_is_about_the_whole_desk_it_goes_to_the_government_above(app) -> None:
    desk = "、".join(o.name.zh for o in list_officers() if o.organisation.zh.endswith("数据管理局"))
    case_id = write(**COMPLAINT, 被反映人=desk)
    assert body_of(case_id) == "市人民政府"
    [task] = open_tasks(case_id)
    assert find_post_above(task.post_id) is None
    do(case_id, "handle", "xuxing", FOUND)


def test_nobody_who_worked_on_the_case_in_question_handles_a_complaint_about_it(app) -> None:
    about = apply()
    accept(about.case_id)

    def now_at_the_desk(session) -> None:
        post = session.scalar(
            select(Post).join(Organisation).where(Organisation.code == "yunzhou-zfj", Post.name == "咨询投诉岗")
        )
        session.add(Holding(officer_id=officer("limin").id, post_id=post.id))

    in_transaction(now_at_the_desk)
    case_id = write(**COMPLAINT, 所涉办件=about.number)
    assert f" {officer('limin').id} " in open_tasks(case_id)[0].not_by
    with pytest.raises(SeparateDuty):
        do(case_id, "handle", "limin", FOUND)


def test_numbers_written_as_names_bar_nobody(app) -> None:
    everybody = " ".join(str(id) for id in db.session.scalars(select(OfficerRow.id)))[:60]
    assert open_tasks(write(**COMPLAINT, 被反映人=everybody))[0].not_by == ""


def test_a_report_goes_by_no_name(app) -> None:
    assert case_of_test(write(类别="举报", 匿名="yes", 来信人=None, 同意公开=None)).applicant == "（未署名）"


def test_more_time_lifts_the_promise(app) -> None:
    case_id = write(**COMPLAINT)
    do(case_id, "handle", "hechun", {"处理方式": "延长", "延长理由": "涉及多个单位。"})
    do(case_id, "extend", "zoucha", {"延长意见": "同意", "延长说明": "确属复杂"})
    assert tracking(case_id).limits.promised is None
    do(case_id, "inquire", "hechun", {"查明情况": "当日值班人员离岗。", "处理结论": "属实", "答复": "已经整改。"})
    do(case_id, "answer", "wufa", {"核签": "yes"})
    begun, ends = ends_of("10-enquiry", today(), today())
    assert begun == 1 and [(e.outcome.zh, e.decided, e.on_time) for e in ends] == [("投诉已答复", 1, 1)]


def test_what_tells_who_asked_is_masked() -> None:
    said = "我叫林小雨，电话 139 0000 1234，邮箱 lin@example.org，证件 11010519491231002X，2026 年 3 月 2 日。"
    assert masked(said, "林小雨") == "我叫※※，电话 ※※，邮箱 ※※，证件 ※※，2026 年 3 月 2 日。"


def test_the_way_in_fills_in_what_it_is_about(app) -> None:
    publish_shipped("01-food-business")
    public = app.test_client()
    page = unescape(public.get("/ask?power=01-food-business").text)
    assert "关于“食品经营许可”" in page
    given = "类别=投诉&领域=市场、食品和药品&所涉事项=食品经营许可&内容=x&来信人=y"
    form = public.get(f"/powers/10-enquiry/apply?{given}").text
    assert 'value="投诉" checked' in form and 'value="市场、食品和药品" selected' in form
    assert 'value="食品经营许可"' in form
    assert "%E9%A2%86%E5%9F%9F=%E5%B8%82%E5%9C%BA" in page
    assert public.get("/ask?power=nothing&case=' or 1").status_code == 200
    assert public.get("/powers/10-enquiry/apply?类别=别的").status_code == 200


def test_without_the_flow_the_page_says_whom_to_call(app, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "ENQUIRIES", "99-nothing")
    page = app.test_client().get("/ask")
    assert page.status_code == 200 and "12345" in page.text


def test_published_answers_come_by_page(app) -> None:
    ids = [write() for _ in range(21)]
    in_transaction(
        lambda session: session.add_all(
            AnswerRow(
                case_id=id, power_code="10-enquiry", body="水利局", body_en="Water", title=f"第{n}问", question="问",
                answer="答", answered_at=now(),
            )
            for n, id in enumerate(ids)
        )
    )  # fmt: skip
    public = app.test_client()
    first = public.get("/answers").text
    assert "第20问" in first and "第0问" not in first and "before=2" in first
    assert "第0问" in public.get("/answers?before=2").text
    assert "没有找到" in public.get("/answers?q=不存在的词").text


def test_its_pages_speak_of_a_letter_and_an_answer(app) -> None:
    browser = app.test_client()
    sent = {
        "_key": new_key(),
        **{k: v for k, v in QUESTION.items() if k != "来信人"},
        "来信人.name": "林小雨",
        "来信人.phone": "13900001234",
    }
    pages = [browser.get("/powers/10-enquiry").text, browser.get("/powers/10-enquiry/apply").text]
    assert browser.post("/powers/10-enquiry/apply", data=sent).status_code == 303
    receipt = browser.get("/receipt").text
    number = receipt.split("/cases/")[1].split('"')[0]
    pages += [receipt, browser.get(f"/cases/{number}").text]
    assert "收到来信" in pages[1] and "来信人" in pages[2] and "收到来信" in pages[3]
    for page in pages:
        for word in ("申请人", "提交申请", "在线申请", "收到申请", "受理后", "作出决定前", "申请材料"):
            assert word not in page, word
