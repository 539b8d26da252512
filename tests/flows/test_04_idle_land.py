"""土地闲置费征缴. Measures on Idle Land art. 8, 9, 14, 15."""

from datetime import date
from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PERSON, PLACE, SERVED, heard, investigated

POWER = "04-levy/04-idle-land"

FOUND = {
    "土地使用权人": PERSON,
    "土地坐落": PLACE,
    "合同编号": "云地合（2023）18号",
    "约定动工日期": "2024-06-01",
    "发现途径": "动态监测",
    "疑似闲置情况": "地块仍是空地，没有施工。",
}
FINDING = {"闲置月数": "20", "闲置原因": "企业自身原因", "土地价款": "50000000", "认定理由": "资金不足未动工。"}
PLAN = {"请示文号": "云资请〔2026〕7号", "处置方案": "征缴土地闲置费一千万元。"}
LEVY = {"批准意见": "同意征缴闲置费", "批准费额": "10000000", "批准理由": "同意"}


def found(power: Flow, **finding: str) -> FlowCase:
    return investigated(power.apply(FOUND)).do("闲置认定", {**FINDING, **finding}, by="曲直")


def told(power: Flow, **finding: str) -> FlowCase:
    case = found(power, **finding)
    return case.do("告知", 告知内容="拟处置的事实和依据。", 告知日期="2026-03-02", 告知听证="true")


def submitted(power: Flow, **finding: str) -> FlowCase:
    case = told(power, **finding).advance(workdays=6)
    return case.do("法制审核", 审核结论="通过", 审核意见="合法适当。", by="房实").do("审签报批", PLAN, by="朱明")


def levied(power: Flow) -> FlowCase:
    case = submitted(power).do("市政府批准", LEVY)
    return case.do("送达文书", {**SERVED, "送达日期": case.today.isoformat()})


@pytest.mark.parametrize(
    ("months", "cause", "way", "fee"),
    [
        ("12", "企业自身原因", "征缴闲置费", "10000000"),
        ("23", "企业自身原因", "征缴闲置费", "10000000"),
        ("24", "企业自身原因", "无偿收回", "0"),
        ("36", "政府原因", "另行处置", "0"),
    ],
)
def test_one_year_costs_a_fifth_two_years_the_land(power, months, cause, way, fee):
    case = found(power, 闲置月数=months, 闲置原因=cause)
    assert case.value("处置") == {"方式": way, "费额": Decimal(fee)}


def test_the_table_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["standard"].analyse().sound


def test_land_is_idle_from_twelve_months_on(power):
    case = investigated(power.apply(FOUND))
    assert case.refuses("闲置认定", {**FINDING, "闲置月数": "11"}) == {"闲置月数"}


def test_thirty_working_days_are_counted_from_the_end_of_the_investigation(power):
    case = power.apply(FOUND).advance(workdays=10)
    assert case.limits.started_on is None
    assert investigated(case).limits.statutory.deadline == date(2026, 4, 28)


def test_the_hearing_is_told_and_does_not_count(power):
    case = told(power).do("陈述、申辩，申请听证", 申请听证="true")
    assert heard(case).open == ["法制审核"] and case.limits.statutory.used <= 1


def test_what_does_not_pass_the_review_is_found_again(power):
    case = told(power).do("陈述、申辩，申请听证", 申请听证="false")
    assert case.do("法制审核", 审核结论="未通过", 审核意见="原因认定不清。").open == ["闲置认定"]


def test_the_department_submits_and_the_government_approves(power):
    case = submitted(power)
    assert case.task("市政府批准").authority == "市人民政府"
    for somebody in ("房实", "朱明"):
        with pytest.raises(SamePerson):
            case.do("市政府批准", LEVY, by=somebody)
    assert case.refuses("市政府批准", {**LEVY, "批准费额": "9999999"}) == {"批准费额"}
    back = {"批准意见": "同意无偿收回", "核对月数": "24", "批准理由": "同意"}
    assert case.refuses("市政府批准", back) == {"核对月数"}


def test_paid_within_thirty_days(power):
    case = levied(power)
    assert case.do("缴纳闲置费", 缴款日期=case.today.isoformat(), 缴款凭证="20260031").ended == "已缴纳"


def urged(power: Flow, on: date = date(2026, 5, 12)) -> FlowCase:
    case = levied(power).advance(to=on)
    return case.do("催告", 催告日期=on.isoformat(), 催告内容="请于十日内缴纳闲置费，可以陈述、申辩。")


def test_who_does_not_pay_is_urged_and_can_still_pay(power):
    case = urged(power)
    assert case.task("催告后缴纳").is_party
    assert case.do("催告后缴纳", 缴款日期="2026-05-12", 缴款凭证="20260032").ended == "已缴纳"


def test_who_does_not_pay_when_urged_is_brought_before_the_court(power):
    """Coercion Law art. 53, 54: not while the holder may still sue, nor within ten days of the urging."""
    case = urged(power)
    assert case.advance(to=date(2026, 6, 30)).open == ["催告后缴纳"]
    case.advance(to=date(2026, 10, 12))
    case.do("申请法院强制执行", 申请法院="云州市人民法院", 申请日期="2026-10-12", 未复议诉讼="true")
    assert case.ended == "已申请法院强制执行"


def test_the_court_is_not_asked_within_ten_days_of_the_urging(power):
    case = urged(power, on=date(2026, 10, 12))
    assert case.advance(to=date(2026, 10, 22)).open == ["催告后缴纳"]
    assert case.advance(to=date(2026, 10, 23)).open == ["申请法院强制执行"]


def test_after_two_years_the_land_is_taken_back_and_the_title_cancelled(power):
    case = submitted(power, 闲置月数="30").do("市政府批准", 批准意见="同意无偿收回", 核对月数="30", 批准理由="同意")
    case.do("送达文书", SERVED).do(
        "公告注销，收回土地", 公告日期=case.today.isoformat(), 注销日期=case.today.isoformat(), 注销文号="云注〔2026〕1"
    )
    assert case.ended == "已无偿收回"


def test_where_the_government_is_the_cause_nothing_is_levied(power):
    case = submitted(power, 闲置原因="政府原因")
    assert case.refuses("市政府批准", LEVY) == {"批准费额"}
    case.do("市政府批准", 批准意见="另行处置", 批准理由="规划调整所致")
    case.do("订立处置协议", 处置方式="延长动工期限", 协议日期=case.today.isoformat(), 协议内容="延长一年动工。")
    assert case.ended == "另行处置"
