"""咨询、投诉、举报的答复. Five working days, one month for what is complex; nobody handles what is about them."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "10-other/10-enquiry"

WRITER = {"name": "林小雨", "phone": "13900001234"}
QUESTION = {
    "类别": "咨询", "领域": "市场、食品和药品", "标题": "开面馆要办什么证", "内容": "要办哪些证，多久能办好。",
    "来信人": WRITER, "同意公开": "true",
}  # fmt: skip
COMPLAINT = {
    "类别": "投诉", "领域": "住房和工程建设", "标题": "窗口中午没有人", "内容": "3 月 2 日 11 点半到窗口，没有人值班。",
    "来信人": WRITER,
}  # fmt: skip
REPORT = {**COMPLAINT, "类别": "举报", "匿名": "true", "标题": "有人收红包", "来信人": None}
ANSWER = {"处理方式": "答复", "答复": "办食品经营许可证和营业执照，一般十个工作日。"}
FOUND = {"查明情况": "当日值班人员离岗二十分钟。", "处理结论": "属实", "答复": "情况属实，已经整改，谢谢您。"}
SIGNED = {"核签": "true"}


def test_it_goes_to_the_body_whose_duty_it_is(power: Flow) -> None:
    assert power.apply(QUESTION).task("承办").authority == "市场监督管理局"
    assert power.apply(COMPLAINT).task("承办").authority == "住房和城乡建设局"


def test_what_nobody_can_place_is_assigned_by_the_window(power: Flow) -> None:
    case = power.apply({**QUESTION, "领域": "说不清"})
    case.do("人工分派", 承办机关="财政局", 分派说明="资金问题")
    assert case.task("承办").authority == "财政局"


def test_what_is_not_for_this_body_is_assigned_again(power: Flow) -> None:
    case = power.apply(QUESTION)
    assert case.refuses("承办", {"处理方式": "退回分派"}) == {"退回理由"}
    case.do("承办", 处理方式="退回分派", 退回理由="属于税务部门职责").do("人工分派", 承办机关="税务局", 分派说明="税收")
    assert case.task("承办").authority == "税务局"


def answered(power: Flow, question: dict = QUESTION) -> FlowCase:
    return power.apply(question).do("承办", ANSWER, by="吴法")


def test_a_question_is_answered_within_five_working_days(power: Flow) -> None:
    case = answered(power)
    assert case.limits.promised.deadline == date(2026, 3, 9)
    assert case.limits.statutory.deadline == date(2026, 4, 1)
    case.do("核签答复", SIGNED, 可公开="false")
    assert case.ended == "咨询已答复"


def test_whoever_handled_it_does_not_sign(power: Flow) -> None:
    with pytest.raises(SamePerson):
        answered(power).do("核签答复", SIGNED, 可公开="false", by="吴法")


def test_an_answer_is_published_only_if_the_writer_agreed(power: Flow) -> None:
    case = answered(power)
    assert case.refuses("核签答复", {**SIGNED, "可公开": "true"}) == {"公开问题", "公开答复"}
    case.do("核签答复", SIGNED, 可公开="true", 公开问题="开面馆要办什么证？", 公开答复="食品经营许可证和营业执照。")
    assert case.ended == "咨询已答复并公开"
    private = answered(power, {**QUESTION, "同意公开": "false"})
    assert private.do("核签答复", SIGNED).ended == "咨询已答复"


def test_a_complaint_comes_to_a_conclusion(power: Flow) -> None:
    case = power.apply(COMPLAINT)
    assert case.refuses("承办", ANSWER) == {"查明情况", "处理结论"}
    assert case.do("承办", FOUND, 处理方式="答复").do("核签答复", SIGNED).ended == "投诉已答复"


def complex_matter(power: Flow) -> FlowCase:
    return power.apply(COMPLAINT).do("承办", 处理方式="延长", 延长理由="涉及多个单位，须调取监控。", by="褚刚")


def test_what_is_complex_has_one_month_once_it_is_allowed(power: Flow) -> None:
    case = complex_matter(power)
    with pytest.raises(SamePerson):
        case.do("延长审批", 延长意见="同意", 延长说明="确属复杂", by="褚刚")
    assert case.limits.promised
    case.do("延长审批", 延长意见="同意", 延长说明="确属复杂")
    assert case.limits.promised is None and case.limits.statutory.deadline == date(2026, 4, 1)
    case.advance(workdays=8)
    assert case.limits.statutory.light == "green"
    assert case.do("调查核实", FOUND).do("核签答复", SIGNED).ended == "投诉已答复"


def test_without_it_five_working_days_hold(power: Flow) -> None:
    case = complex_matter(power).do("延长审批", 延长意见="不同意", 延长说明="调监控当日可办")
    assert case.open == ["承办"] and case.limits.promised.deadline == date(2026, 3, 9)


def test_what_is_about_an_officer_is_handled_by_the_supervising_body_and_not_by_them(power: Flow) -> None:
    case = power.apply({**COMPLAINT, "被反映人": "郑波、邹察", "所涉办件": "云建施许〔2026〕3"})
    assert case.task("承办").authority == "政务服务和数据管理局"
    assert case.task("承办").not_by == {"郑波", "邹察", "云建施许〔2026〕3"}
    with pytest.raises(SamePerson):
        case.do("承办", FOUND, 处理方式="答复", by="邹察")
    above = power.apply({**COMPLAINT, "领域": "政务服务", "被反映人": "邹察"})
    assert above.task("承办").authority == "市人民政府"


def test_a_question_about_a_case_bars_nobody(power: Flow) -> None:
    case = power.apply({**QUESTION, "所涉办件": "云市监食许〔2026〕3"})
    assert case.task("承办").not_by == frozenset() and case.task("承办").authority == "市场监督管理局"


def test_a_report_needs_no_name(power: Flow) -> None:
    case = power.apply(REPORT).do("承办", FOUND, 处理方式="答复").do("核签答复", SIGNED)
    assert case.ended == "举报已答复"


def test_what_is_not_taken_up_has_reasons_and_says_what_else_can_be_done(power: Flow) -> None:
    case = power.apply(QUESTION)
    assert case.refuses("承办", {"处理方式": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("承办", 处理方式="不予受理", 不予受理理由="已经申请行政复议。", 救济途径="在复议中提出。")
    assert case.do("核签答复", SIGNED).ended == "不予受理"


def test_it_can_be_withdrawn_until_it_is_answered(power: Flow) -> None:
    case = answered(power)
    assert case.send("撤回", 撤回理由="已经解决").ended == "已撤回"
    assert answered(power).do("核签答复", SIGNED, 可公开="false").messages == []
