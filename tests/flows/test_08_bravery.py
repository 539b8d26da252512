"""见义勇为奖励: investigated by two, voted by a committee of which two thirds attend, published, rewarded."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PERSON, PLACE, RECORD, noticed

POWER = "08-reward/08-bravery"

REPORT = {
    "申报人": PERSON,
    "申报关系": "单位",
    "行为人": "路见平",
    "行为日期": "2026-02-20",
    "行为地点": PLACE,
    "行为经过": "跳入清河救起落水儿童。",
    "伤亡情况": "受伤",
    "证明人": [{"姓名": "目击", "联系方式": "13900001234"}],
}
DECISION = {"奖励决定": "奖励", "奖金": "100000", "决定说明": "按评定结果"}
ANSWER = {"不予评定理由": "属于履行法定职责。", "救济途径": "可以申请行政复议。"}


def accepted(power: Flow) -> FlowCase:
    return power.apply(REPORT).do("受理审查", 受理结论="受理")


def looked_into(case: FlowCase, rank: str = "突出") -> FlowCase:
    case.do("调查取证", RECORD).do("调查取证", RECORD)
    case.do("调查终结报告", 查明事实="救起落水儿童。", 贡献等级=rank, 法定职责="false")
    return case.do("协办人员核签", 核签意见="同意")


def voted(power: Flow, votes: str) -> FlowCase:
    case = looked_into(accepted(power))
    for vote in votes.split():
        case.do("评定委员会表决", 表决=vote, 表决理由="见发言", 无利害关系="true")
    return case


def decided(power: Flow) -> FlowCase:
    return noticed(voted(power, "同意评定 同意评定 同意评定 不同意 缺席"), days=7)


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    assert power.apply(REPORT).refuses("受理审查", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case = power.apply(REPORT).do("受理审查", 受理结论="不予受理", 不予受理理由="不在本市。", 救济途径="可以复议。")
    assert case.ended == "不予受理"


def test_thirty_working_days_are_counted_from_acceptance(power):
    assert accepted(power).limits.statutory.deadline == power.calendar.add_workdays(date(2026, 3, 2), 30)


@pytest.mark.parametrize(
    ("votes", "next_step"),
    [
        ("同意评定 同意评定 同意评定 不同意 缺席", ["发布公示"]),
        ("同意评定 同意评定 不同意 不同意 缺席", ["答复不予评定"]),
        ("同意评定 同意评定 同意评定 缺席 缺席", ["评定委员会表决"] * 5),
    ],
)
def test_two_thirds_attend_and_more_than_half_agree(power, votes, next_step):
    assert voted(power, votes).open == next_step


def test_whoever_investigated_does_not_vote(power):
    case = looked_into(accepted(power))
    investigator = next(e.by for e in case.log if e.element_id == "investigation_record")
    with pytest.raises(SamePerson):
        case.do("评定委员会表决", 表决="同意评定", 表决理由="同意", 无利害关系="true", by=investigator)


def test_the_result_is_published_for_seven_days(power):
    case = voted(power, "同意评定 同意评定 同意评定 同意评定 同意评定")
    short = {"公示内容": "拟评定路见平。", "公示载体": ["政府网站"], "公示截止日": "2026-03-08", "异议途径": "电话"}
    assert case.refuses("发布公示", short) == {"公示截止日"}
    assert noticed(case, days=7).open == ["奖励决定"]


def test_a_founded_objection_is_investigated_again(power):
    case = noticed(voted(power, "同意评定 同意评定 同意评定 同意评定 缺席"), days=7, result="异议成立")
    assert case.open == ["调查取证", "调查取证"]


@pytest.mark.parametrize(
    ("harm", "rank", "money"), [("牺牲", "一般", "1000000"), ("无", "较大", "30000"), ("受伤", "一般", "10000")]
)
def test_the_money_follows_the_standard(power, harm, rank, money):
    case = looked_into(power.apply(REPORT, 伤亡情况=harm).do("受理审查", 受理结论="受理"), rank)
    for _ in range(5):
        case.do("评定委员会表决", 表决="同意评定", 表决理由="同意", 无利害关系="true")
    noticed(case, days=7)
    assert case.refuses("奖励决定", {**DECISION, "奖金": "1"}) == {"奖金"}
    assert case.do("奖励决定", {**DECISION, "奖金": money}).open == ["发放奖金和证书"]


def test_the_standard_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["standard"].analyse().sound


def test_awarded_by_somebody_else_than_who_decided(power):
    case = decided(power).do("奖励决定", DECISION, by="秋实")
    paid = {"发放日期": case.today.isoformat(), "支付凭证": "P0008", "证书编号": "云义 2026-1"}
    with pytest.raises(SamePerson):
        case.do("发放奖金和证书", paid, by="秋实")
    assert case.do("发放奖金和证书", paid).ended == "已奖励"


def test_what_is_not_recognised_is_answered_with_reasons(power):
    case = voted(power, "不同意 不同意 不同意 同意评定 同意评定")
    assert case.refuses("答复不予评定", {}) == {"不予评定理由", "救济途径"}
    assert case.do("答复不予评定", ANSWER).ended == "不予评定"


def test_whoever_reported_may_withdraw(power):
    assert accepted(power).send("撤回申请", 撤回理由="另行申报").ended == "已撤回"
