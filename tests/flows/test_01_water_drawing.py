"""取水许可. Water Law art. 48; Regulations on Water Drawing Permits art. 18, 19."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import (
    FILE,
    PERSON,
    PLACE,
    REFUSAL,
    SERVED,
    discussed,
    heard,
    not_corrected,
    noticed,
    refused_at_the_window,
    reviewed_by_experts,
)

POWER = "01-licence/01-water-drawing"

APPLICATION = {
    "申请人": PERSON,
    "取水项目": "云州纸业取水工程",
    "取水地点": PLACE,
    "水源类型": "地表水",
    "取水用途": "工业用水",
    "年取水量": "120",
    "日最大取水量": "4000",
    "论证形式": "报告表",
    "论证报告": FILE,
    "退水方案": "处理达标后退入清河。",
    "承诺": "true",
}
EXAMINED = {
    "符合规划": "true",
    "符合定额": "true",
    "退水达标": "true",
    "公共利益": "false",
    "建议水量": "100",
    "审查结论": "建议批准",
    "审查理由": "水量在指标以内。",
}
APPROVED = {"决定": "批准", "依照讨论": "true", "批准水量": "100"}
PAPER = {"证号": "云水许〔2026〕6号", "发证日期": "2026-03-02", "批准有效期至": "2029-03-01"}


def examined(power: Flow, kind: str = "报告表", interest: str = "false") -> FlowCase:
    case = power.apply(APPLICATION, 论证形式=kind).do("收件审查", 受理结论="受理")
    return case.do("审查", {**EXAMINED, "公共利益": interest}, by="许清")


def test_groundwater_in_the_city_needs_the_construction_authoritys_opinion(power):
    case = power.apply(APPLICATION, 水源类型="地下水", 城市规划区地下水="true").do("收件审查", 受理结论="受理")
    assert case.refuses("审查", EXAMINED) == {"已征求住建意见"}


def test_no_more_is_proposed_than_applied_for(power):
    case = power.apply(APPLICATION).do("收件审查", 受理结论="受理")
    assert case.refuses("审查", {**EXAMINED, "建议水量": "121"}) == {"建议水量"}


def test_a_full_report_goes_to_experts_drawn_by_lot_and_that_time_does_not_count(power):
    case = examined(power, "报告书").advance(workdays=5)
    assert case.open == ["确定备选名单"] and case.limits.statutory.light == "paused"
    assert reviewed_by_experts(case).open == ["讨论表决"] * 3
    excluded = [d for d in case.limits.statutory.days if d.kind == "excluded"]
    assert len(excluded) >= 4 and "第四十五条" in excluded[0].note.zh


def test_where_the_public_interest_calls_for_it_there_is_notice_and_a_hearing_if_asked_for(power):
    assert noticed(examined(power, interest="true"), workdays=10).open == ["讨论表决"] * 3
    case = noticed(examined(power, interest="true"), workdays=10, result="异议不成立")
    assert case.open == ["通知听证"]
    assert heard(case).open == ["讨论表决"] * 3
    assert case.limits.promised.used <= 1


def test_the_bureau_meeting_settles_it_and_nothing_else_can_be_approved(power):
    case = discussed(examined(power), "同意 不同意 不同意")
    assert case.refuses("作出决定", APPROVED) == {"批准水量"}
    case.do("作出决定", REFUSAL, 依照讨论="true").do("送达文书", SERVED)
    assert case.ended == "不予批准"


def test_an_approval_is_made_and_delivered_in_two_working_days(power):
    case = discussed(examined(power), "同意 同意 不同意")
    assert case.refuses("作出决定", {**APPROVED, "批准水量": "101"}) == {"批准水量"}
    case.do("作出决定", APPROVED).do("制作批准文件", PAPER)
    assert case.task("送达文书").due_at.astimezone(power.calendar.timezone).date() == date(2026, 3, 5)  # its 0:00
    assert case.do("送达文书", SERVED).ended == "批准取水"


def test_whoever_examined_neither_votes_nor_decides(power):
    case = examined(power)
    with pytest.raises(SamePerson):
        case.do("讨论表决", 讨论意见="同意", 讨论理由="同意", 无利害关系="true", by="许清")
    with pytest.raises(SamePerson):
        discussed(case, "同意 同意 同意").do("作出决定", APPROVED, by="许清")


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = discussed(examined(power), "不同意 不同意 不同意")
    assert case.refuses("作出决定", {"决定": "不予", "依照讨论": "true"}) == {"决定理由", "决定依据", "救济途径"}


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "论证报告").ended == "逾期未补正，视为撤回"


def test_reminder_and_withdrawal_before_the_decision(power):
    case = examined(power).advance(workdays=18)
    assert case.passed("remind")
    assert case.send("撤回申请", 撤回理由="改用自来水").ended == "已撤回"
