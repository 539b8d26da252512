"""建筑工程施工许可. Construction Law art. 7, 8; Licensing Law art. 32, 38."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, REFUSAL, SERVED, not_corrected, refused_at_the_window

POWER = "01-licence/01-construction-permit"

APPLICATION = {
    "申请人": PERSON,
    "工程名称": "云州中学教学楼",
    "建设地址": PLACE,
    "工程类别": "房屋建筑",
    "建筑面积": "8600",
    "合同价格": "32000000",
    "施工单位": "云州建工集团",
    "合同开工日期": "2026-04-01",
    "合同竣工日期": "2027-06-30",
    "规划许可证号": "建字第 2026-018",
    "施工合同": FILE,
    "审图合格书": FILE,
    "资金承诺": "true",
    "承诺": "true",
}
CONDITIONS = dict.fromkeys(("用地手续", "规划手续", "拆迁进度", "施工企业", "施工图", "质量安全措施"), "true")
FIT = {**CONDITIONS, "审查结论": "建议准予"}
PERMIT = {"证号": "350100202603020101", "发证日期": "2026-03-02", "已告知开工期限": "true"}


def examined(power: Flow) -> FlowCase:
    return power.apply(APPLICATION).do("收件审查", 受理结论="受理").do("审查", FIT, by="冯燕")


def test_works_end_after_they_begin(power):
    with pytest.raises(Exception, match="合同竣工日期"):
        power.apply({**APPLICATION, "合同竣工日期": "2026-03-31"})


def test_it_is_decided_within_three_working_days_of_the_statutory_seven(power):
    case = power.apply(APPLICATION).do("收件审查", 受理结论="受理")
    assert case.limits.promised.deadline == date(2026, 3, 5)
    assert case.limits.statutory.deadline == date(2026, 3, 11)


def test_each_condition_needs_a_finding_and_a_proposed_refusal_its_reasons(power):
    case = power.apply(APPLICATION).do("收件审查", 受理结论="受理")
    assert case.refuses("审查", {"审查结论": "建议准予"}) == set(CONDITIONS)
    assert case.refuses("审查", {**CONDITIONS, "拆迁进度": "false", "审查结论": "建议不予"}) == {"审查理由"}


def test_whoever_examined_does_not_decide(power):
    with pytest.raises(SamePerson):
        examined(power).do("作出决定", 决定="准予", by="冯燕")


def test_the_permit_is_issued_with_the_duty_to_start_in_three_months(power):
    case = examined(power).do("作出决定", 决定="准予")
    assert case.refuses("制作施工许可证", {**PERMIT, "已告知开工期限": "false"}) == {"已告知开工期限"}
    assert case.do("制作施工许可证", PERMIT).do("送达文书", SERVED).ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = examined(power)
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("作出决定", REFUSAL).do("送达文书", SERVED).ended == "不予许可"


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "施工合同").ended == "逾期未补正，视为撤回"


def test_those_in_charge_are_reminded_one_working_day_before_the_promise(power):
    case = power.apply(APPLICATION).do("收件审查", 受理结论="受理").advance(to=date(2026, 3, 3))
    assert not case.passed("remind")
    assert case.advance(to=date(2026, 3, 4)).passed("remind")


def test_the_applicant_may_withdraw_until_the_decision(power):
    assert examined(power).send("撤回申请", 撤回理由="工程停建").ended == "已撤回"
    assert examined(power).do("作出决定", 决定="准予").messages == []
