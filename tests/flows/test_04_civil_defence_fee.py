"""防空地下室易地建设费征收. Civil Air Defence Law art. 22."""

from datetime import date
from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, SERVED

POWER = "04-levy/04-civil-defence-fee"

DECLARATION = {
    "建设单位": PERSON,
    "项目名称": "云州花园二期",
    "建设地点": PLACE,
    "项目类型": "住宅",
    "因灾重建": "false",
    "地上面积": "10000",
    "不宜修建原因": "地质条件不允许",
    "原因说明": "流砂层厚，无法开挖。",
    "证明材料": FILE,
    "承诺": "true",
}
ASSESSED = {"应建面积": "400", "征收标准": "1500", "核定费额": "600000", "核定说明": "按百分之四计"}
NOTICE = {"通知书文号": "云防征〔2026〕4号", "签发依据": "人民防空法第二十二条", "救济途径": "可以申请行政复议。"}


def assessed(power: Flow, fee: str = "600000", **more: str) -> FlowCase:
    return power.apply(DECLARATION, **more).do("核定面积和费额", {**ASSESSED, "核定费额": fee}, by="闵江")


def noticed(power: Flow) -> FlowCase:
    return assessed(power).do("审核", 审核结论="一致").do("签发缴款通知", NOTICE).do("送达文书", SERVED)


def reconciled(case: FlowCase) -> FlowCase:
    return case.do("入库对账", 入库金额="600000", 入库日期=case.today.isoformat(), 票据号="F2026001", 账款一致="true")


def test_the_table_of_relief_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["relief"].analyse().sound


@pytest.mark.parametrize(
    ("kind", "rebuilt", "share"),
    [("住宅", "false", "1"), ("学校幼儿园", "false", "0.5"), ("保障性住房", "false", "0"), ("住宅", "true", "0")],
)
def test_relief_follows_the_table_and_nothing_else(power, kind, rebuilt, share):
    case = power.apply(DECLARATION, 项目类型=kind, 因灾重建=rebuilt)
    assert case.value("减免")["比例"] == Decimal(share)
    wrong = {**ASSESSED, "核定费额": str(600000 * Decimal(share) + 1)}
    assert case.refuses("核定面积和费额", wrong) == {"核定费额"}


def test_assessed_checked_and_signed_within_fifteen_working_days_by_three_people(power):
    case = assessed(power)
    assert case.limits.statutory.deadline == date(2026, 3, 23)
    with pytest.raises(SamePerson):
        case.do("审核", 审核结论="一致", by="闵江")
    case.do("审核", 审核结论="一致", by="席安")
    with pytest.raises(SamePerson):
        case.do("签发缴款通知", NOTICE, by="席安")


def test_what_does_not_agree_goes_back(power):
    assert assessed(power).refuses("审核", {"审核结论": "退回重核"}) == {"审核问题"}
    assert assessed(power).do("审核", 审核结论="退回重核", 审核问题="面积算错。").open == ["核定面积和费额"]


def test_whoever_is_exempt_pays_nothing(power):
    case = assessed(power, "0", 项目类型="保障性住房").do("审核", 审核结论="一致").do("签发缴款通知", NOTICE)
    assert case.ended == "免缴"


def test_paid_within_seven_days_into_the_treasury_and_reconciled_by_somebody_else(power):
    case = noticed(power).do("缴纳易地建设费", 缴款日期="2026-03-02", 缴款凭证="20260009")
    with pytest.raises(SamePerson):
        case.do("入库对账", {}, by="闵江")
    assert reconciled(case).ended == "已入库"


def test_a_surcharge_runs_from_the_eighth_day(power):
    case = noticed(power).advance(to=date(2026, 3, 10))
    case.do("催缴", 催缴日期="2026-03-10", 催缴内容="请尽快缴纳费款。")
    case.advance(to=date(2026, 3, 19)).do("补缴费款和滞纳金", 补缴日期="2026-03-19", 补缴凭证="20260010")
    assert case.value("滞纳金") == Decimal("3000")  # ten days of 0.05 %
    assert reconciled(case).ended == "已入库"


def test_who_does_not_pay_when_urged_is_brought_before_the_court(power):
    case = noticed(power).advance(to=date(2026, 3, 10))
    case.do("催缴", 催缴日期="2026-03-10", 催缴内容="请尽快缴纳费款。").advance(to=date(2026, 9, 3))
    case.do("申请法院强制执行", 申请法院="云州市人民法院", 申请日期="2026-09-03", 未复议诉讼="true")
    assert case.ended == "已申请法院强制执行"
