"""不动产转移登记. Interim Regulations on the Registration of Real Estate art. 17, 20-22."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PLACE, SERVED

POWER = "07-confirmation/07-real-estate"

BUYER = {"name": "买方安", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13900001234"}
APPLICATION = {
    "申请人": BUYER,
    "转让方": {**BUYER, "name": "卖方平"},
    "不动产坐落": PLACE,
    "不动产单元号": "350102001001GB00001F00010001",
    "转移原因": "买卖",
    "成交价格": "1800000",
    "有抵押": "false",
    "转移合同": FILE,
    "承诺": "true",
}
FIRST = {"权属一致": "true", "无查封": "true", "身份真实": "true", "初审意见": "建议准予"}
TAX = {"契税": "18000", "其他税费": "0", "完税状态": "已完税", "完税凭证": "T20260001"}
ENTRY = {"登簿时间": "2026-03-02", "登记簿页号": "12-8", "权证号": "云（2026）0001号"}


def accepted(power: Flow, **more: str) -> FlowCase:
    return power.apply(APPLICATION, **more).do("一窗受理", 受理结论="受理")


def examined(power: Flow) -> FlowCase:
    return accepted(power).do("核税缴税", TAX).do("初审", FIRST, by="於初")


def passed(power: Flow) -> FlowCase:
    return examined(power).do("复审", 复审结论="准予登记", 复审说明="符合条件", by="惠复")


def test_a_mortgagee_has_to_know(power):
    with pytest.raises(Exception, match="抵押权人"):
        power.apply({**APPLICATION, "有抵押": "true"})


def test_without_notice_at_once_it_counts_as_accepted(power):
    case = power.apply(APPLICATION).advance(workdays=2)
    assert case.passed("deemed") and case.limits.started_on == case.received_on


def test_what_is_missing_is_told_once(power):
    case = power.apply(APPLICATION).do("一窗受理", 受理结论="一次告知补正", 补正说明="缺合同原件")
    assert len(case.do("补正材料", 补正情况="已补").do("补正受理", 已齐备="true").open) == 2
    case = power.apply(APPLICATION).do("一窗受理", 受理结论="一次告知补正", 补正说明="缺合同原件")
    assert case.advance(workdays=21).ended == "逾期未补正，视为撤回"


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    case = power.apply(APPLICATION)
    assert case.refuses("一窗受理", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("一窗受理", 受理结论="不予受理", 不予受理理由="不在本市辖区。", 救济途径="可以申请行政复议。")
    assert case.ended == "不予受理"


def test_tax_and_registry_work_at_once_within_three_working_days(power):
    case = accepted(power)
    assert sorted(case.open) == ["初审", "核税缴税"] and case.task("核税缴税").authority == "税务局"
    assert case.limits.promised.deadline == date(2026, 3, 5)
    assert case.do("初审", FIRST).open == ["核税缴税"]
    assert case.refuses("核税缴税", {"契税": "0", "其他税费": "0", "完税状态": "已完税"}) == {"完税凭证"}
    assert case.do("核税缴税", TAX).open == ["复审"]


def test_first_and_second_examiner_and_register_are_three_people(power):
    with pytest.raises(SamePerson):
        examined(power).do("复审", 复审结论="准予登记", 复审说明="符合条件", by="於初")
    for somebody in ("於初", "惠复"):
        with pytest.raises(SamePerson):
            passed(power).do("登簿", ENTRY, by=somebody)


def test_registered_is_what_stands_in_the_register(power):
    case = passed(power).do("登簿", ENTRY)
    assert case.limits.ended_on == case.today
    assert case.do("发证", 证书形式="电子证照", 发证日期="2026-03-02").ended == "已登记"


def test_a_refusal_is_decided_by_the_head_with_reasons_basis_and_remedies(power):
    case = examined(power).do("复审", 复审结论="不予登记", 复审说明="有查封登记", by="惠复")
    with pytest.raises(SamePerson):
        case.do("不予登记决定", {}, by="惠复")
    assert case.refuses("不予登记决定", {}) == {"不予登记理由", "决定依据", "救济途径"}
    case.do("不予登记决定", 不予登记理由="房屋被法院查封。", 决定依据="第二十二条", 救济途径="可以申请行政复议。")
    assert case.do("送达文书", SERVED).ended == "不予登记"


def test_both_may_withdraw_until_it_is_registered(power):
    assert passed(power).send("撤回申请", 撤回理由="买卖解除").ended == "已撤回"
    assert passed(power).do("登簿", ENTRY).messages == []
