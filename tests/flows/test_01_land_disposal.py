"""改制企业土地资产处置审批: six steps, twenty working days, by one city's own rules."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, SERVED, not_corrected, refused_at_the_window

POWER = "01-licence/01-land-disposal"

APPLICATION = {
    "申请人": PERSON,
    "土地坐落": PLACE,
    "不动产权证号": "云国用 2001 第 18 号",
    "土地面积": "13200",
    "现用途": "工业",
    "申请处置方式": "补办出让",
    "评估地价": "9600000",
    "评估机构": "云州土地评估公司",
    "评估报告": FILE,
    "改制批文": FILE,
    "职工大会决议": FILE,
    "承诺": "true",
}
FIRST = {
    "权属清楚": "true",
    "面积一致": "true",
    "基准地价": "9000000",
    "初审方式": "补办出让",
    "初审意见": "可以补办出让。",
}
LEGAL = {"合法性结论": "合法", "合法性意见": "程序合法。"}
CHECK = {"审核结论": "同意上会", "审核意见": "地价合理。"}
PAPER = {"证号": "云资处〔2026〕2号", "发证日期": "2026-03-02", "应缴地价款": "9600000", "缴款期限": "2026-06-30"}


def accepted(power: Flow, **more: str) -> FlowCase:
    return power.apply(APPLICATION, **more).do("收件审查", 受理结论="受理")


def checked(power: Flow) -> FlowCase:
    case = (
        accepted(power)
        .do("科室初审", FIRST, by="经纬")
        .do("合法性审查", {**LEGAL, "合法性意见": "符合规定。"}, by="房实")
    )
    return case.do("审核", {**CHECK, "审核意见": "地价合理，同意。"}, by="梁田")


def settled(power: Flow, votes: str) -> FlowCase:
    case = checked(power)
    for vote in votes.split():
        case.do("局长办公会审定", 审定意见=vote, 审定理由="见发言", 无利害关系="true")
    return case


def test_twenty_working_days_are_counted_from_acceptance(power):
    assert accepted(power).limits.promised.deadline == date(2026, 3, 30)


def test_a_valuation_below_the_base_price_is_explained(power):
    assert accepted(power, 评估地价="8000000").refuses("科室初审", FIRST) == {"低价说明"}


def test_the_legal_review_and_the_deputy_head_may_send_it_back(power):
    case = accepted(power).do("科室初审", FIRST)
    case.do("合法性审查", 合法性结论="退回初审", 合法性意见="缺少职工大会签到。")
    assert case.open == ["科室初审"]
    case.do("科室初审", FIRST).do("合法性审查", {**LEGAL, "合法性意见": "符合规定。"})
    assert case.do("审核", 审核结论="退回初审", 审核意见="地价须重新评估。").open == ["科室初审"]


def test_whoever_examined_reviewed_or_checked_does_not_vote(power):
    for somebody in ("经纬", "房实", "梁田"):
        with pytest.raises(SamePerson):
            vote = {"审定意见": "同意", "审定理由": "同意", "无利害关系": "true"}
            checked(power).do("局长办公会审定", vote, by=somebody)


def test_more_than_half_of_the_bureau_meeting_settle_it(power):
    case = settled(power, "同意 不同意 同意")
    assert case.limits.ended_on == case.today and case.open == ["办结：制作批复"]
    assert case.do("办结：制作批复", PAPER).do("送达文书", SERVED).ended == "同意处置"


def test_what_is_not_carried_is_refused_with_the_reasons_of_the_votes(power):
    case = settled(power, "不同意 不同意 同意")
    assert all(vote["审定理由"] for vote in case.value("审定记录"))
    assert case.do("送达文书", SERVED).ended == "不予批准"


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "评估报告").ended == "逾期未补正，视为撤回"


def test_the_enterprise_may_withdraw_until_it_is_settled(power):
    assert checked(power).send("撤回申请", 撤回理由="改制中止").ended == "已撤回"
    assert settled(power, "同意 同意 同意").messages == []
