"""烟草专卖零售许可. Tobacco Monopoly Law art. 16; the city's rule on the layout of retailers."""

from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, REFUSAL, SERVED, not_corrected, refused_at_the_window

POWER = "01-licence/01-tobacco-retail"

APPLICATION = {
    "申请人": PERSON,
    "企业字号": "巷口便利店",
    "经营场所": PLACE,
    "经营面积": "45",
    "所在地段": "一般地段",
    "经营业态": "便利店",
    "场所独立": "true",
    "房屋权属": "租赁至 2029 年",
    "场所证明": FILE,
    "承诺": "true",
}
CHECKED = {
    "核查日期": "2026-03-02",
    "已出示证件": "true",
    "与申请一致": "true",
    "与住所独立": "true",
    "测得零售点距离": "80",
    "测得学校距离": "320",
    "现场照片": FILE,
}
FIT = {"资金场所": "true", "无限制情形": "true", "审查结论": "建议准予"}
LICENCE = {"证号": "350100202601", "发证日期": "2026-03-02", "有效期至": "2031-03-01"}


def checked(power: Flow, place: str = "一般地段", **second: str) -> FlowCase:
    case = power.apply(APPLICATION, 所在地段=place).do("收件审查", 受理结论="受理").do("实地核查", CHECKED, by="梁宽")
    return case.do("实地核查", {**CHECKED, **second}, by="杜明")


def test_two_officers_measure_and_the_smaller_distance_counts(power):
    case = checked(power, 测得零售点距离="78.5")
    assert case.value("最近零售点距离") == Decimal("78.5") and case.value("布局结论") == "符合"


@pytest.mark.parametrize(
    ("place", "retailer", "school", "finding"),
    [
        ("一般地段", "50", "100", "符合"),
        ("一般地段", "49.9", "100", "间距不足，不符合"),
        ("大型商场内", "3", "100", "符合"),
        ("大型商场内", "3", "99.9", "学校周围，不符合"),
    ],
)
def test_no_retailer_near_schools_and_none_too_close_together(power, place, retailer, school, finding):
    case = checked(power, place, 测得零售点距离=retailer, 测得学校距离=school)
    assert case.value("布局结论") == finding


def test_the_rule_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["layout"].analyse().sound


def test_departing_from_the_rule_needs_reasons(power):
    assert checked(power, 测得学校距离="60").refuses("审查", FIT) == {"不同理由"}
    propose = {**FIT, "审查结论": "建议不予", "审查理由": "三年内曾被取消资格。"}
    assert checked(power).refuses("审查", propose) == {"不同理由"}


def test_checking_examining_and_deciding_are_separate(power):
    with pytest.raises(SamePerson):
        checked(power).do("审查", FIT, by="梁宽")
    case = checked(power).do("审查", FIT, by="阮青")
    for somebody in ("杜明", "阮青"):
        with pytest.raises(SamePerson):
            case.do("作出决定", 决定="准予", by=somebody)


def test_the_licence_is_made_and_delivered(power):
    case = checked(power).do("审查", FIT).do("作出决定", 决定="准予")
    assert case.do("制作许可证", LICENCE).do("送达文书", SERVED).ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = checked(power, 测得学校距离="60")
    case.do("审查", {**FIT, "审查结论": "建议不予", "审查理由": "在学校周围。"})
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("作出决定", REFUSAL).do("送达文书", SERVED).ended == "不予许可"


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "场所证明").ended == "逾期未补正，视为撤回"


def test_reminder_and_withdrawal_before_the_decision(power):
    case = checked(power).advance(workdays=8)
    assert case.passed("remind")
    assert case.send("撤回申请", 撤回理由="不经营了").ended == "已撤回"
