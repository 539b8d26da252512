"""擅自占用城市道路摆摊设点的处罚（简易程序）. Penalty Law art. 51, 52, 68, 71."""

from datetime import date
from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PLACE

POWER = "02-penalty/02-street-occupation"

VENDOR = {"name": "田小贩", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13900001234"}
FOUND = {
    "当事人": VENDOR,
    "当事人类别": "公民",
    "发现日期": "2026-03-02",
    "违法地点": PLACE,
    "涉嫌事实": "占用人行道摆摊。",
    "可以当场处罚": "true",
    "情节": "一般",
}
TOLD = {"已出示证件": "true", "证据": ["现场照片"], "占道面积": "2", "已当场告知": "true", "已责令改正": "true"}
NUMBER = {"决定书文号": "云城简〔2026〕3号"}
COLLECTED = {**NUMBER, "决定": "罚款", "罚款金额": "80", "收缴方式": "当场收缴", "当场收缴情形": "true"}
BANK = {**NUMBER, "决定": "罚款", "罚款金额": "100", "收缴方式": "指定银行"}
SIGNED = {"当场交付": "true", "当事人签收": "true"}


def told(power: Flow, **more: str) -> FlowCase:
    return power.apply(FOUND, **more).do("当场认定与告知", TOLD, by="芮城").do("当场认定与告知", TOLD, by="羿飞")


def decided(power: Flow, answers: dict, **more: str) -> FlowCase:
    case = told(power, **more).do("陈述、申辩", 陈述申辩="马上就走")
    return case.do("当场决定", answers, by="芮城").do("另一人签名并交付", SIGNED, by="羿飞")


def filed(case: FlowCase) -> FlowCase:
    case.do("报送备案", 报送日期=case.today.isoformat())
    return case.do("备案审查", 备案结论="合法适当", 备案号="2026-3")


def test_two_officers_show_certificates_and_tell_the_rights(power):
    case = power.apply(FOUND).do("当场认定与告知", TOLD, by="芮城")
    with pytest.raises(SamePerson):
        case.do("当场认定与告知", TOLD, by="芮城")
    assert case.refuses("当场认定与告知", {**TOLD, "已当场告知": "false"}) == {"已当场告知"}


@pytest.mark.parametrize(
    ("party", "grade", "high"),
    [("公民", "从重", "200"), ("法人或者其他组织", "从重", "3000"), ("公民", "减轻", "0")],
)
def test_a_citizen_pays_up_to_200_yuan_an_organisation_up_to_3000(power, party, grade, high):
    case = told(power, 当事人类别=party, 情节=grade)
    assert case.value("裁量幅度")["上限"] == Decimal(high)
    case.do("陈述、申辩", 陈述申辩="没有意见")
    assert case.refuses("当场决定", {**BANK, "罚款金额": f"{high}.01"}) == {"罚款金额"}


def test_the_table_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["discretion"].analyse().sound


def test_what_is_too_grave_goes_to_the_ordinary_procedure(power):
    assert told(power, 可以当场处罚="false").ended == "转普通程序"


def test_whoever_says_nothing_waives_the_defence(power):
    case = told(power).advance(workdays=1)
    assert case.open == ["当场决定"]


def test_two_officers_sign_and_hand_over_at_once(power):
    case = told(power).do("陈述、申辩", 陈述申辩="没有意见").do("当场决定", COLLECTED, by="芮城")
    with pytest.raises(SamePerson):
        case.do("另一人签名并交付", SIGNED, by="芮城")
    assert case.refuses("另一人签名并交付", {**SIGNED, "当事人签收": "false"}) == {"拒签说明"}
    assert case.do("另一人签名并交付", SIGNED, by="羿飞").limits.statutory.left > 0


def test_what_is_collected_on_the_spot_is_handed_in_within_two_days(power):
    case = told(power).do("陈述、申辩", 陈述申辩="没有意见")
    assert case.refuses("当场决定", {**COLLECTED, "当场收缴情形": "false"}) == {"当场收缴情形"}
    case = decided(power, COLLECTED).do("交缴当场收缴的罚款", 交缴日期="2026-03-02", 票据号="A0012")
    assert filed(case).ended == "已备案"


def test_paid_at_the_bank_within_fifteen_days_or_urged(power):
    case = decided(power, BANK).do("缴纳罚款", 缴款日期="2026-03-02", 缴款凭证="20260001")
    assert case.open == ["报送备案"]
    case = decided(power, BANK).advance(to=date(2026, 3, 18))
    assert case.open == ["催告"]
    assert filed(case.do("催告", 催告日期="2026-03-18", 催告内容="请于十日内缴纳。")).ended == "已备案"


def test_a_warning_only_where_the_table_allows_it(power):
    case = told(power).do("陈述、申辩", 陈述申辩="没有意见")
    assert case.refuses("当场决定", {**NUMBER, "决定": "警告", "可以警告": "false"}) == {"可以警告"}
    case = decided(power, {**NUMBER, "决定": "警告", "可以警告": "true"}, 情节="从轻")
    assert case.open == ["报送备案"]


def test_the_legal_office_looks_at_it_not_the_officers(power):
    case = decided(power, {**NUMBER, "决定": "不予处罚"}).do("报送备案", 报送日期="2026-03-02")
    assert case.refuses("备案审查", {"备案结论": "须纠正", "备案号": "2026-3"}) == {"纠正意见"}
    with pytest.raises(SamePerson):
        case.do("备案审查", 备案结论="合法适当", 备案号="2026-3", by="芮城")
