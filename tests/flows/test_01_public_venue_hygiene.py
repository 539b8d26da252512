"""公共场所卫生许可. Regulations on Hygiene in Public Venues art. 4, 8."""

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, REFUSAL, SERVED, not_corrected, refused_at_the_window

POWER = "01-licence/01-public-venue-hygiene"

APPLICATION = {
    "申请人": PERSON,
    "场所名称": "云州宾馆",
    "经营场所": PLACE,
    "场所类别": "宾馆旅店",
    "经营面积": "2600",
    "申请类型": "首次申请",
    "集中空调": "false",
    "卫生检测报告": FILE,
    "平面图": FILE,
    "从业人员数": "30",
    "健康合格": "true",
    "承诺": "true",
}
RENEWAL = {**APPLICATION, "申请类型": "延续", "原许可证号": "云卫公证字 0018", "改扩建": "false"}
EXAMINED = {"检测合格": "true", "布局合理": "true", "人员健康": "true", "审查结论": "送现场审核"}
NO_CHECK = {**EXAMINED, "审查结论": "不需现场审核", "免审核理由": "延续且没有改扩建。", "延续未改": "true"}
PASSED = {
    "审核日期": "2026-03-02",
    "已出示证件": "true",
    "量化得分": "92",
    "现场结论": "合格",
    "现场情况": "符合要求",
}
LICENCE = {"证号": "云卫公证字〔2026〕31号", "发证日期": "2026-03-02", "有效期至": "2030-03-01"}


def accepted(power: Flow, application: dict | None = None) -> FlowCase:
    return power.apply(application or APPLICATION).do("收件审查", 受理结论="受理")


def checked(power: Flow) -> FlowCase:
    case = accepted(power).do("材料审查", EXAMINED, by="吕康")
    return case.do("现场审核", PASSED, by="施安").do("现场审核", PASSED, by="昝洁")


def test_central_air_conditioning_needs_its_report(power):
    with pytest.raises(Exception, match="空调"):
        power.apply({**APPLICATION, "集中空调": "true"})


def test_two_inspectors_score_neither_of_them_the_examiner(power):
    case = accepted(power).do("材料审查", EXAMINED, by="吕康")
    assert case.open == ["现场审核", "现场审核"]
    for somebody in ("吕康", "施安"):
        if somebody == "施安":
            case.do("现场审核", PASSED, by="施安")
        with pytest.raises(SamePerson):
            case.do("现场审核", PASSED, by=somebody)


def test_what_failed_on_site_is_named(power):
    case = accepted(power).do("材料审查", EXAMINED)
    assert case.refuses("现场审核", {**PASSED, "现场结论": "不合格"}) == {"不合格项"}


def test_a_renewal_without_alterations_goes_without_a_check_for_stated_reasons(power):
    case = accepted(power, RENEWAL)
    assert case.refuses("材料审查", {**EXAMINED, "审查结论": "不需现场审核"}) == {"免审核理由", "延续未改"}
    assert case.do("材料审查", NO_CHECK).open == ["作出决定"]


def test_the_licence_is_made_and_delivered(power):
    case = checked(power).do("作出决定", 决定="准予")
    assert case.do("制作卫生许可证", LICENCE).do("送达文书", SERVED).ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = checked(power)
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("作出决定", REFUSAL).do("送达文书", SERVED).ended == "不予许可"


def test_whoever_checked_does_not_decide(power):
    for somebody in ("吕康", "施安", "昝洁"):
        with pytest.raises(SamePerson):
            checked(power).do("作出决定", 决定="准予", by=somebody)


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "平面图").ended == "逾期未补正，视为撤回"


def test_reminder_and_withdrawal_before_the_decision(power):
    case = accepted(power).advance(workdays=6)
    assert case.passed("remind") and case.limits.promised.light == "yellow"
    assert case.send("撤回申请", 撤回理由="不开业了").ended == "已撤回"
