"""双随机、一公开: objects and officers by lot, two officers each, results within twenty working days."""

from hashlib import sha256

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import investigated

POWER = "06-inspection/06-double-random"

SHOPS = [{"名称": f"云州商店{n}", "统一代码": f"9135010{n}"} for n in "一二三四五六"]
OFFICERS = [{"姓名": name, "执法证号": f"A{n}"} for n, name in enumerate(("雷鸣", "唐宇", "罗佳", "伊查"))]
PLAN = {
    "计划名称": "2026 年第一次双随机抽查",
    "抽查事项": ["登记事项", "计量"],
    "检查对象名录": SHOPS,
    "抽取对象数": "2",
    "执法人员名录": OFFICERS,
    "检查截止日": "2026-06-30",
    "计划依据": "年度抽查计划。",
}
SEED = {
    "抽取种子": "2026055",
    "种子来源": "福利彩票双色球第 2026055 期",
    "抽取日期": "2026-03-02",
    "见证人": [{"姓名": "邹察", "单位": "监察"}, {"姓名": "公平", "单位": "公证处"}],
}


def tickets(items: list[dict], number: int, seed: str) -> list[dict]:
    """The draw, worked out again by hand."""
    order = sorted(range(1, len(items) + 1), key=lambda place: sha256(f"{seed}:{place}".encode()).hexdigest())
    return [items[place - 1] for place in order[:number]]


def drawn(power: Flow) -> FlowCase:
    return power.apply(PLAN).do("审批计划", 审批意见="批准").do("取种子抽取", SEED)


def inspected(power: Flow) -> FlowCase:
    return investigated(investigated(drawn(power)))


def entered(power: Flow, finding: str = "未发现问题") -> FlowCase:
    shops = [{"名称": "云州商店一", "结论": finding}, {"名称": "云州商店二", "结论": "未发现问题"}]
    return inspected(power).do("结果录入", 检查结果=shops, 全部录入="true")


def test_a_plan_that_is_not_approved_ends_with_reasons(power):
    assert power.apply(PLAN).refuses("审批计划", {"审批意见": "不批准"}) == {"不批准理由"}
    assert power.apply(PLAN).do("审批计划", 审批意见="不批准", 不批准理由="名录不全。").ended == "计划不予批准"


def test_the_seed_is_taken_after_the_lists_are_approved_by_somebody_else_before_witnesses(power):
    case = power.apply(PLAN).do("审批计划", 审批意见="批准", by="郝伟")
    with pytest.raises(SamePerson):
        case.do("取种子抽取", SEED, by="郝伟")
    assert case.refuses("取种子抽取", {**SEED, "见证人": SEED["见证人"][:1]}) == {"见证人"}


def test_objects_and_officers_can_be_worked_out_again_from_lists_and_seed(power):
    case = drawn(power)
    objects = tickets(SHOPS, 2, "2026055-对象")
    assert case.value("抽中对象") == objects
    teams = [{"对象": o, "检查人员": tickets(OFFICERS, 2, f"2026055-{n}")} for n, o in enumerate(objects, 1)]
    assert case.value("检查分派") == teams


def test_two_officers_inspect_each_object(power):
    case = drawn(power)
    assert case.open == ["调查取证"] * 4
    assert len(inspected(power).value("检查记录")) == 2


def test_all_results_are_published_within_twenty_working_days(power):
    case = entered(power)
    due = case.task("公示结果").due_at.astimezone(power.calendar.timezone).date()
    assert due > power.calendar.add_workdays(case.today, 20)
    published = {"公示日期": "2026-03-02", "公示网址": "https://scjg.yunzhou.example", "公示户数": "1"}
    assert case.refuses("公示结果", published) == {"公示户数"}
    assert case.do("公示结果", {**published, "公示户数": "2"}).ended == "检查完成"


def test_a_suspected_violation_is_passed_on_for_a_case(power):
    case = entered(power, "发现涉嫌违法")
    case.do("公示结果", 公示日期="2026-03-02", 公示网址="https://scjg.yunzhou.example", 公示户数="2")
    case.do("移送立案", 接收机构="执法支队", 移送日期="2026-03-02", 线索说明="计量器具未检定。")
    assert case.ended == "已移送立案" and case.passed("发送立案线索")
