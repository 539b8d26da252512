"""流程模型审核: reviewed by the legal office within ten working days, by two persons where that is laid down."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "10-other/10-model-review"

SUBMISSION = {
    "事项编码": "01-food-business",
    "事项名称": "食品经营许可",
    "送审单位": "云州市市场监督管理局",
    "版本摘要": "0" * 64,
    "基于版本": "1",
    "送审说明": "核查期限由三个工作日改为两个工作日。",
}
AGREE = {"审核结论": "同意固化", "施行日期": "2026-03-09"}


def submitted(power: Flow, two: str = "false") -> FlowCase:
    return power.apply(SUBMISSION, 须复核=two, by="文静")


def test_counting_begins_when_it_is_received_and_it_is_frozen_when_agreed_to(power):
    case = submitted(power)
    assert case.limits.started_on == date(2026, 3, 2)
    assert case.limits.statutory.deadline == date(2026, 3, 16)  # ten working days
    assert case.limits.promised.deadline == date(2026, 3, 12)
    assert case.refuses("法制审核", {"审核结论": "同意固化"}) == {"施行日期"}
    case.advance(workdays=2).do("法制审核", AGREE)
    assert case.ended == "固化"


def test_returning_it_needs_reasons(power):
    case = submitted(power)
    assert case.refuses("法制审核", {"审核结论": "退回修改"}) == {"退回理由"}
    case.do("法制审核", 审核结论="退回修改", 退回理由="不予许可的环节没有写救济途径。")
    assert case.ended == "退回修改"


def test_nobody_reviews_what_they_submitted(power):
    with pytest.raises(SamePerson):
        submitted(power).do("法制审核", AGREE, by="文静")


def test_a_second_person_reviews_where_two_are_laid_down(power):
    case = submitted(power, two="true").do("法制审核", AGREE, by="贝文")
    assert case.open == ["复核"]
    with pytest.raises(SamePerson):
        case.do("复核", 复核结论="同意固化", by="贝文")
    case.do("复核", 复核结论="同意固化", by="明辨")
    assert case.ended == "固化"


def test_the_second_person_may_return_it_with_reasons(power):
    case = submitted(power, two="true").do("法制审核", AGREE)
    assert case.refuses("复核", {"复核结论": "退回修改"}) == {"复核退回理由"}
    case.do("复核", 复核结论="退回修改", 复核退回理由="罚款幅度与裁量基准不一致。")
    assert case.ended == "复核退回"


def test_it_may_be_withdrawn_until_it_is_frozen(power):
    case = submitted(power)
    case.send("撤回送审", 撤回理由="还要再改。", by="文静")
    assert case.ended == "已撤回"
