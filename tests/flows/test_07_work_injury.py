"""工伤认定. Regulations on Work Injury Insurance art. 14-20; Measures for Recognising Work Injuries."""

from datetime import date, timedelta

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, RECORD, SERVED

POWER = "07-confirmation/07-work-injury"

WORKER = {"name": "工有为", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13900001234"}
APPLICATION = {
    "申请人": WORKER,
    "申请人身份": "职工本人",
    "受伤职工": "工有为",
    "用人单位名称": "云州机械厂",
    "事故日期": "2026-01-15",
    "事故经过": "操作冲床时左手受伤。",
    "伤情": "左手食指骨折",
    "劳动关系证明": FILE,
    "诊断证明": FILE,
    "承诺": "true",
}
PROPOSAL = {"认定建议": "认定工伤", "适用条款": "第十四条第一项", "认定理由": "工作时间、场所、原因受伤。"}
DECISION = {
    "认定结论": "认定工伤",
    "决定理由": "符合条例第十四条。",
    "决定依据": "第十四条第一项",
    "救济途径": "可以申请行政复议。",
}


def accepted(power: Flow) -> FlowCase:
    return power.apply(APPLICATION).do("受理审核", 受理结论="受理")


def asked(power: Flow) -> FlowCase:
    case = accepted(power).do("判断事实", 事实清楚="false", 判断理由="单位不承认。", by="牧之")
    return case.do("发举证通知", 通知日期="2026-03-02", 通知方式="邮寄")


def answered(power: Flow) -> FlowCase:
    return asked(power).send("收到用人单位举证", 收到日期="2026-03-02", 承认工伤="false", 举证内容="称非工作时间")


def looked_into(power: Flow, waiting: str = "false") -> FlowCase:
    case = answered(power).do("调查取证", RECORD).do("调查取证", RECORD)
    case.do("调查终结报告", 查明事实="在车间受伤。", 须等结论=waiting)
    return case.do("协办人员核签", 核签意见="同意")


def proposed(power: Flow) -> FlowCase:
    return looked_into(power).do("提出认定意见", PROPOSAL, by="山伤")


def test_after_a_year_a_worker_explains_the_delay(power):
    with pytest.raises(Exception, match="逾期说明"):
        power.apply({**APPLICATION, "事故日期": "2025-02-01"})


def test_acceptance_is_checked_within_fifteen_days_and_told_once(power):
    case = power.apply(APPLICATION)
    due = case.task("受理审核").due_at.astimezone(power.calendar.timezone).date()
    assert due - timedelta(days=1) == date(2026, 3, 17)
    case.do("受理审核", 受理结论="一次告知补正", 补正说明="缺诊断证明")
    assert case.do("补正材料", 补正情况="已补").do("补正受理", 已齐备="true").limits.started_on == date(2026, 3, 2)
    case = power.apply(APPLICATION).do("受理审核", 受理结论="一次告知补正", 补正说明="缺诊断证明")
    assert case.advance(to=date(2026, 4, 2)).ended == "逾期未补正，视为撤回"


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    case = power.apply(APPLICATION)
    assert case.refuses("受理审核", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("受理审核", 受理结论="不予受理", 不予受理理由="没有劳动关系。", 救济途径="可以申请行政复议。")
    assert case.ended == "不予受理"


def test_clear_facts_are_decided_within_fifteen_days(power):
    case = accepted(power).do("判断事实", 事实清楚="true", 判断理由="单位承认。").do("提出认定意见", PROPOSAL)
    last = case.task("认定决定").due_at
    assert case.open == ["认定决定"] and last.date() <= date(2026, 3, 17)


def test_the_employer_has_fifteen_days_and_silence_stops_nothing(power):
    case = asked(power)
    assert case.open == []
    case.advance(to=date(2026, 3, 17))
    assert case.open == []
    assert case.advance(to=date(2026, 3, 18)).open == ["调查取证", "调查取证"]
    assert answered(power).open == ["调查取证", "调查取证"]


def test_while_a_court_is_awaited_the_sixty_days_stand_still(power):
    case = looked_into(power, waiting="true")
    before = case.limits.statutory.used
    case.advance(to=date(2026, 8, 3))
    assert case.limits.statutory.light == "paused" and case.limits.statutory.used <= before + 1
    case.send("收到生效结论", 结论机关="人民法院", 文书号="（2026）云民终 8 号", 结论内容="存在劳动关系")
    assert case.open == ["提出认定意见"]
    note = next(d.note.zh for d in case.limits.statutory.days if d.kind == "excluded")
    assert "第二十条第三款" in note


def test_whoever_investigated_or_proposed_does_not_decide(power):
    case = proposed(power)
    for somebody in ("牧之", "山伤", next(e.by for e in case.log if e.element_id == "investigation_report")):
        with pytest.raises(SamePerson):
            case.do("认定决定", DECISION, by=somebody)


def test_recognised_and_delivered_within_twenty_days(power):
    case = proposed(power).do("认定决定", DECISION)
    due = case.task("送达文书").due_at.astimezone(power.calendar.timezone).date()
    assert due == date(2026, 3, 24)  # the twentieth day, 22 March, is a Sunday: the end of the 23rd
    assert case.do("送达文书", SERVED).ended == "认定工伤"


def test_a_refusal_states_reasons_and_remedies(power):
    case = proposed(power)
    assert case.refuses("认定决定", {"认定结论": "不予认定"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("认定决定", {**DECISION, "认定结论": "不予认定"}).do("送达文书", SERVED).ended == "不予认定"


def test_the_applicant_may_withdraw_until_the_decision(power):
    assert proposed(power).send("撤回申请", 撤回理由="已经和解").ended == "已撤回"
    assert proposed(power).do("认定决定", DECISION).messages == []
