"""查封、扣押. Administrative Coercion Law art. 18-28."""

from datetime import date

import pytest

from engine import CaseError, Limit, SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PERSON, PLACE

POWER = "03-coercion/03-seizure"

REQUEST = {
    "当事人": PERSON,
    "措施": "扣押财物",
    "实施地点": PLACE,
    "理由": "涉嫌销售不合格电器，须防止转移。",
    "情况紧急": "false",
}
URGENT = {**REQUEST, "情况紧急": "true", "紧急情形": "正在装车转移。"}
SEIZURE = {
    "查封日期": "2026-03-02",
    "已出示证件": "true",
    "当事人到场": "true",
    "财物清单": [{"名称": "电热水壶", "数量": "40 只", "保管地点": "局物证室"}],
    "范围相当": "true",
}
SERVED = {
    "送达日期": "2026-03-02",
    "决定书文号": "云市监强〔2026〕1号",
    "送达方式": "当场交付",
    "需要检测": "false",
}
PROPOSAL = {"建议处理": "没收", "处理依据": "检验不合格，依法没收。"}
DECISION = {"处理决定": "没收", "决定理由": "检验不合格，事实清楚。", "救济告知": "可以申请行政复议或者提起行政诉讼。"}
LIFTED = {"解除日期": "2026-03-02", "退还情况": "当场退还", "当事人签收": "true"}
DISPOSED = {"处置日期": "2026-03-02", "录像编号": "V-88", "处置情况": "没收上缴"}


def seized(power: Flow, request: dict = URGENT) -> FlowCase:
    case = power.apply(request)
    if request is REQUEST:
        case.do("审批", 审批意见="批准")
    return case.do("现场实施", SEIZURE, by="雷鸣").do("现场实施", SEIZURE, by="唐宇")


def held(power: Flow) -> FlowCase:
    """Seized with approval, decision and list served."""
    return seized(power, REQUEST).do("送达决定书和清单", SERVED)


def twice(case: FlowCase, step: str, answers: dict) -> FlowCase:
    return case.do(step, answers).do(step, answers)


# ---------------------------------------------------------------------- approval (art. 18, 19)


def test_the_head_approves_beforehand(power):
    case = power.apply(REQUEST)
    assert case.open == ["审批"]
    assert case.refuses("审批", {"审批意见": "不批准"}) == {"不批准理由"}
    assert case.do("审批", 审批意见="不批准", 不批准理由="没有必要。").ended == "不予实施"


def test_what_is_done_on_the_spot_is_approved_within_24_hours(power):
    case = seized(power).do("送达决定书和清单", SERVED)
    ratify = case.task("补办批准")
    assert ratify.post == "负责人" and (ratify.due_at - ratify.opened_at).total_seconds() == 24 * 3600
    assert case.do("补办批准", 补办意见="同意").open == ["提出处理意见"]


def test_what_is_not_ratified_is_lifted_at_once(power):
    case = seized(power).do("送达决定书和清单", SERVED)
    assert case.refuses("补办批准", {"补办意见": "不同意"}) == {"补办理由"}
    case.do("补办批准", 补办意见="不同意", 补办理由="没有必要采取。")
    assert twice(case, "解除查封、扣押", LIFTED).ended == "已解除"


# ---------------------------------------------------------------------- carrying out (art. 18, 23, 24)


def test_two_different_officers_carry_it_out(power):
    case = power.apply(URGENT).do("现场实施", SEIZURE, by="雷鸣")
    with pytest.raises(SamePerson):
        case.do("现场实施", SEIZURE, by="雷鸣")
    assert case.refuses("现场实施", {**SEIZURE, "已出示证件": "false"}) == {"已出示证件"}


def test_necessities_of_life_are_left_alone_and_a_witness_stands_in_for_an_absent_party(power):
    case = power.apply(URGENT)
    assert case.refuses("现场实施", {**SEIZURE, "范围相当": "false"}) == {"范围相当"}
    assert case.refuses("现场实施", {**SEIZURE, "当事人到场": "false"}) == {"见证人"}


# ---------------------------------------------------------------------- thirty days (art. 25)


def test_thirty_days_are_counted_from_the_seizure(power):
    assert seized(power).limits.statutory.deadline == date(2026, 4, 1)


def test_days_of_testing_do_not_count(power):
    case = seized(power, REQUEST).do("送达决定书和清单", {**SERVED, "需要检测": "true"}).advance(to=date(2026, 3, 20))
    case.do("检测、检验、鉴定", 检测机构="云州质检院", 检测完成日期="2026-03-20", 检测结论="不合格")
    assert case.limits.statutory.deadline >= date(2026, 4, 17)
    note = next(d.note.zh for d in case.limits.statutory.days if d.kind == "excluded")
    assert "第二十五条" in note
    assert case.advance(to=date(2026, 4, 16)).open == ["提出处理意见"]


def test_the_head_may_add_thirty_days_and_no_more(power):
    case = held(power)
    assert power.model.power.approver("extend").post == "负责人"
    case.case.extend(Limit(30, "d"), "案情复杂，需要外地协查。", by="负责人")
    assert case.advance(to=date(2026, 4, 3)).open == ["提出处理意见"]
    with pytest.raises(CaseError):
        case.case.extend(Limit(1, "d"), "还要一天", by="负责人")
    assert case.advance(to=date(2026, 5, 7)).open == ["期满解除", "期满解除"]


# ---------------------------------------------------------------------- handling and lifting (art. 27, 28)


def test_when_the_time_is_over_the_lifting_opens_and_the_light_is_red(power):
    case = held(power).advance(to=date(2026, 4, 1))
    assert case.open == ["提出处理意见"]
    case.advance(to=date(2026, 4, 2))
    assert case.open == ["期满解除", "期满解除"] and case.limits.statutory.light == "red"
    assert twice(case, "期满解除", LIFTED).ended == "期满解除"


def test_it_opens_too_where_only_the_decision_is_wanting(power):
    case = held(power).do("提出处理意见", PROPOSAL).advance(to=date(2026, 4, 2))
    assert case.open == ["期满解除", "期满解除"]


def test_whoever_seized_or_proposed_does_not_decide(power):
    case = held(power).do("提出处理意见", PROPOSAL, by="罗佳")
    for somebody in ("雷鸣", "罗佳"):
        with pytest.raises(SamePerson):
            case.do("处理决定", DECISION, by=somebody)


def test_confiscated_or_destroyed_by_two_officers(power):
    case = held(power).do("提出处理意见", PROPOSAL).do("处理决定", DECISION)
    assert case.limits.ended_on == case.today
    assert case.advance(to=date(2026, 4, 2)).open == ["没收或者销毁", "没收或者销毁"]
    assert twice(case, "没收或者销毁", DISPOSED).ended == "已依法处置"


def test_lifted_when_there_is_no_need_any_more(power):
    case = held(power).do("提出处理意见", PROPOSAL).do("处理决定", {**DECISION, "处理决定": "解除"})
    assert twice(case, "解除查封、扣押", LIFTED).ended == "已解除"
