"""土地权属争议裁决. Land Administration Law art. 14; Measures for Disputes over Land Title."""

from datetime import date, timedelta

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, SERVED, investigated

POWER = "09-ruling/09-land-dispute"

APPLICATION = {
    "申请人": PERSON,
    "被申请人": {**PERSON, "name": "云州石料厂"},
    "争议土地坐落": PLACE,
    "争议面积": "860",
    "争议类型": "界址",
    "请求事项": "确认界址以老墙为准。",
    "事实和理由": "1998 年起一直使用。",
    "权属证明": FILE,
}
AGREED = {"调解日期": "2026-03-02", "自愿调解": "true", "调解结果": "达成协议"}
RULING = {
    "裁决结果": "归申请人",
    "裁决理由": "历史使用事实清楚。",
    "决定书文号": "云政裁〔2026〕1号",
    "救济途径": "三十日内可以起诉。",
}


def waiting(power: Flow) -> FlowCase:
    case = power.apply(APPLICATION).do("受理审查", 受理结论="受理")
    return case.do("送达申请书副本", 副本送达日期="2026-03-02", 副本送达方式="直接送达")


def looked_into(power: Flow) -> FlowCase:
    return investigated(waiting(power).send("收到答辩书", 答辩日期="2026-03-02", 答辩内容="界址应以围栏为准"))


def proposed(power: Flow) -> FlowCase:
    case = looked_into(power)
    case.do("主持调解", 调解日期="2026-03-02", 自愿调解="true", 调解结果="未达成", 未达成原因="差距太大")
    proposal = {"争议事实": "老墙建于一九九八年。", "处理意见": "以老墙为界。", "适用条款": "土地管理法第十四条"}
    return case.do("拟定处理意见", proposal, by="荀畴")


def submitted(power: Flow) -> FlowCase:
    case = proposed(power).do("法制审核", 审核结论="通过", 审核意见="事实清楚，程序合法。", by="房实")
    return case.do("审签报批", 请示文号="云资请〔2026〕3号", 审签意见="同意", by="朱明")


def test_acceptance_is_decided_within_seven_working_days_with_reasons(power):
    case = power.apply(APPLICATION)
    due = case.task("受理审查").due_at.astimezone(power.calendar.timezone).date()
    assert due - timedelta(days=1) == date(2026, 3, 11)
    assert case.refuses("受理审查", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("受理审查", 受理结论="不予受理", 不予受理理由="属于承包经营争议。", 救济途径="可以申请行政复议。")
    assert case.ended == "不予受理"


def test_the_other_party_has_thirty_days_to_answer(power):
    case = waiting(power).advance(to=date(2026, 4, 1))
    assert case.open == []
    assert case.advance(to=date(2026, 4, 2)).open == ["调查取证", "调查取证"]
    case = waiting(power).send("收到答辩书", 答辩日期="2026-03-02", 答辩内容="不同意")
    assert case.open == ["调查取证", "调查取证"]


def test_mediation_comes_first_and_is_voluntary(power):
    case = looked_into(power)
    assert case.refuses("主持调解", {**AGREED, "自愿调解": "false"}) == {"自愿调解", "协议内容", "调解书"}
    case.do("主持调解", AGREED, 协议内容="以老墙为界，各让一米。", 调解书=FILE)
    assert case.do("送达文书", SERVED).ended == "调解结案"


def test_what_does_not_pass_the_review_is_proposed_again(power):
    assert proposed(power).do("法制审核", 审核结论="未通过", 审核意见="证据没有质证。").open == ["拟定处理意见"]


def test_the_department_proposes_and_the_government_rules(power):
    case = submitted(power)
    assert case.task("人民政府裁决").authority == "市人民政府"
    for somebody in ("荀畴", "房实", "朱明"):
        with pytest.raises(SamePerson):
            case.do("人民政府裁决", RULING, by=somebody)


def test_ruled_within_six_months_with_reasons_and_remedies(power):
    case = submitted(power)
    assert case.limits.statutory.deadline == date(2026, 8, 31)  # the 180th day, 29 August, is a Saturday
    assert case.refuses("人民政府裁决", {"裁决结果": "分别确定"}) == {"裁决理由", "决定书文号", "救济途径"}
    assert case.do("人民政府裁决", RULING).do("送达文书", SERVED).ended == "已裁决"


def test_the_applicant_may_withdraw_until_the_ruling(power):
    assert submitted(power).send("撤回申请", 撤回理由="双方和解").ended == "已撤回"
    assert submitted(power).do("人民政府裁决", RULING).messages == []
