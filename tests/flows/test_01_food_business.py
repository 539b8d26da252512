"""食品经营许可. Licensing Law art. 32, 38, 42, 44; Measures for Food Business Licensing and Filing, chapter 3."""

from datetime import date, timedelta

import pytest

from engine import NotWaitedFor, SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "01-licence/01-food-business"

FILE = {"id": "1", "name": "布局图.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
APPLICATION = {
    "申请人": {
        "name": "云州巷口面馆",
        "id_type": "uscc",
        "id_number": "91350100M000100Y43",
        "phone": "13900001234",
    },
    "申请类型": "首次申请",
    "主体业态": "餐饮服务经营者",
    "经营项目": ["热食类制售"],
    "经营场所": {"province": "云州省", "city": "云州市", "county": "东湖区", "detail": "人民东路 118 号 1 层"},
    "经营面积": "86",
    "食品安全管理员": [{"姓名": "何秀芝", "考核合格": "true"}],
    "布局流程图": FILE,
    "管理制度目录": FILE,
    "承诺": "true",
}
REASONS = {"不予受理理由": "经营的是食用农产品，不需要取得许可。", "救济途径": "可以申请行政复议或者提起行政诉讼。"}
CHECKED = {"场所面积一致": "true", "布局生熟分开": "true", "人员考核合格": "true"}
VISIT = {"核查日期": "2026-03-03", "核查结论": "符合", "核查情况": "布局、设备与申请一致。"}
REFUSAL = {
    "决定": "不予",
    "决定理由": "操作间与厕所相邻，不符合规定距离。",
    "决定依据": "食品安全法第三十三条第一项",
    "救济途径": "可以申请行政复议或者提起行政诉讼。",
}
ISSUED = {"许可证编号": "JY23501040000001", "有效期至": "2031-03-01", "送达方式": "电子送达", "送达日期": "2026-03-02"}


def accepted(power: Flow, **more: object) -> FlowCase:
    return power.apply(APPLICATION, **more).do("收件审查", 受理结论="受理")


def checked(power: Flow) -> FlowCase:
    return accepted(power).do("材料审查", CHECKED, 审查结论="送现场核查")


def decided(power: Flow) -> FlowCase:
    case = checked(power).advance(workdays=1)
    return case.do("现场核查", VISIT).do("现场核查", VISIT)


# ---------------------------------------------------------------------- acceptance (art. 32)


def test_complete_materials_are_accepted_and_counting_begins_the_day_after(power):
    case = accepted(power)
    assert case.passed("accepted") and case.limits.started_on == date(2026, 3, 2)
    assert case.limits.promised.deadline == date(2026, 3, 10)  # six working days
    assert case.limits.statutory.deadline == date(2026, 3, 16)  # ten
    assert [d.kind for d in case.limits.promised.days[:2]] == ["first", "counted"]


def test_what_is_missing_is_told_once_and_everything_at_once(power):
    case = power.apply(APPLICATION)
    assert case.refuses("收件审查", {"受理结论": "一次告知补正"}) == {"补正内容", "补正说明"}
    case.do(
        "收件审查",
        受理结论="一次告知补正",
        补正内容=[{"材料": "布局流程图", "问题": "没有标洗消间"}],
        补正说明="请一次补齐。",
    )
    assert case.open == ["补正材料"] and case.limits.started_on is None  # counting has not begun
    case.advance(workdays=3).do("补正材料", 补正情况="已标明洗消间的位置")
    assert case.refuses("补正审查", {"补正结论": "一次告知补正"}) == {"补正结论"}  # not a second time
    case.do("补正审查", 补正结论="受理")
    assert case.open == ["材料审查"] and case.limits.started_on == date(2026, 3, 5)


def test_silence_for_five_days_counts_as_acceptance_on_the_day_of_receipt(power):
    case = power.apply(APPLICATION).advance(workdays=5)
    assert case.open == ["收件审查"]  # the fifth working day is not over
    case.advance(workdays=1)
    assert case.passed("deemed") and case.limits.started_on == case.received_on
    assert case.open == ["材料审查"]


def test_silence_after_corrections_counts_from_their_receipt(power):
    case = power.apply(APPLICATION)
    case.do("收件审查", 受理结论="一次告知补正", 补正内容=[{"材料": "其他", "问题": "缺考核记录"}], 补正说明="请补。")
    case.advance(workdays=2).do("补正材料", 补正情况="已补考核记录").advance(workdays=6)
    assert case.passed("deemed_again") and case.limits.started_on == date(2026, 3, 4)


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    case = power.apply(APPLICATION)
    assert case.refuses("收件审查", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("收件审查", REASONS, 受理结论="不予受理")
    assert case.ended == "不予受理" and case.limits.started_on is None


def test_corrections_that_do_not_do_are_refused_with_reasons(power):
    case = power.apply(APPLICATION)
    case.do("收件审查", 受理结论="一次告知补正", 补正内容=[{"材料": "其他", "问题": "缺考核记录"}], 补正说明="请补。")
    case.do("补正材料", 补正情况="没有").do("补正审查", REASONS, 补正结论="不予受理")
    assert case.ended == "不予受理"


def test_an_application_that_is_not_corrected_lapses(power):
    case = power.apply(APPLICATION)
    case.do("收件审查", 受理结论="一次告知补正", 补正内容=[{"材料": "其他", "问题": "缺考核记录"}], 补正说明="请补。")
    case.advance(workdays=20)
    assert case.open == ["补正材料"]
    case.advance(workdays=1)
    assert case.ended == "逾期未补正，视为撤回"


# ---------------------------------------------------------------------- examination and decision (art. 38, 42)


def test_the_rule_advises_on_the_visit_and_departing_from_it_needs_reasons(power):
    case = accepted(power)
    assert case.value("核查建议") == "须核查"
    assert case.refuses("材料审查", {**CHECKED, "审查结论": "不需现场核查"}) == {"不符规则理由"}
    renewal = accepted(power, 申请类型="延续", 原许可证编号="JY23501040000001")
    assert renewal.value("核查建议") == "可不核查"
    renewal.do("材料审查", CHECKED, 审查结论="不需现场核查")
    assert renewal.open == ["作出决定"]


def test_two_different_officers_sign_the_visit_and_neither_examined_the_materials(power):
    case = accepted(power).do("材料审查", CHECKED, 审查结论="送现场核查", by="周晓梅").advance(workdays=1)
    assert case.open == ["现场核查", "现场核查"]
    with pytest.raises(SamePerson):
        case.do("现场核查", VISIT, by="周晓梅")
    case.do("现场核查", VISIT, by="刘建国")
    with pytest.raises(SamePerson):
        case.do("现场核查", VISIT, by="刘建国")
    case.do("现场核查", VISIT, by="马晓东")
    assert case.open == ["作出决定"] and len(case.value("核查记录")) == 2


def test_whoever_examined_or_visited_does_not_decide(power):
    case = accepted(power).do("材料审查", CHECKED, 审查结论="送现场核查", by="周晓梅").advance(workdays=1)
    case.do("现场核查", VISIT, by="刘建国").do("现场核查", VISIT, by="马晓东")
    for somebody in ("周晓梅", "刘建国", "马晓东"):
        with pytest.raises(SamePerson):
            case.do("作出决定", 决定="准予", by=somebody)


def test_a_granted_licence_is_delivered_and_counting_ends_with_the_decision(power):
    case = decided(power).do("作出决定", 决定="准予")
    assert case.open == ["制证送达"] and case.limits.ended_on == date(2026, 3, 3)
    assert case.limits.promised.used == 1
    case.do("制证送达", ISSUED)
    assert case.ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = decided(power)
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    case.do("作出决定", REFUSAL)
    case.do("送达不予许可决定书", 送达方式="邮寄", 送达日期="2026-03-03", 已告知救济="true")
    assert case.ended == "不予许可" and case.value("决定依据") == REFUSAL["决定依据"]


# ---------------------------------------------------------------------- limits and withdrawal


def test_those_in_charge_are_reminded_two_working_days_before_the_promise(power):
    case = accepted(power)
    case.advance(to=date(2026, 3, 5))
    assert not case.passed("remind")
    case.advance(to=date(2026, 3, 6))  # the promise is the 10th
    assert case.passed("remind") and case.open == ["材料审查"]
    assert case.limits.promised.left == 2 and case.limits.promised.light == "yellow"
    case.advance(to=date(2026, 3, 11))
    assert case.limits.promised.light == "red" and case.limits.promised.left == -1


def test_nobody_is_reminded_once_it_is_decided(power):
    case = decided(power).do("作出决定", 决定="准予").advance(workdays=10)
    assert not case.passed("remind")


def test_each_step_has_its_own_limit(power):
    case = accepted(power)
    due = case.task("材料审查").due_at.astimezone(power.calendar.timezone)
    assert due.date() - timedelta(days=1) == date(2026, 3, 4)  # the end of the second working day


def test_the_applicant_may_withdraw_until_the_decision(power):
    case = checked(power)
    assert case.messages == ["撤回申请"]
    case.send("撤回申请", 撤回理由="改在别处开店")
    assert case.ended == "已撤回" and case.open == []


def test_what_has_been_decided_cannot_be_withdrawn(power):
    case = decided(power).do("作出决定", 决定="准予")
    assert case.messages == []
    with pytest.raises(NotWaitedFor):
        case.send("撤回申请", 撤回理由="不办了")


def test_national_day_and_made_up_workdays_are_reckoned(power):
    case = accepted(power, on=date(2026, 9, 29))
    rest = {d.date for d in case.limits.promised.days if d.kind == "rest"}
    assert {date(2026, 10, 1), date(2026, 10, 7)} <= rest
