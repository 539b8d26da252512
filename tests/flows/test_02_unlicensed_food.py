"""未取得许可从事食品生产经营的处罚. Food Safety Law art. 122; Penalty Law art. 42-73; Coercion Law art. 18-28, 53."""

from datetime import date
from decimal import Decimal

import pytest

from engine import Limit, NotWaitedFor, SamePerson
from engine.flowtest import Flow, FlowCase

POWER = "02-penalty/02-unlicensed-food"

OPENING = {
    "当事人": {
        "name": "云州无名小吃作坊",
        "id_type": "uscc",
        "id_number": "91350100M000100Y43",
        "phone": "13900001234",
    },
    "案件来源": "监督检查",
    "发现日期": "2026-03-02",
    "经营地址": {"province": "云州省", "city": "云州市", "county": "东湖区", "detail": "后街 6 号"},
    "涉嫌事实": "未取得许可加工销售熟食。",
}
RECORD = {
    "调查日期": "2026-03-02",
    "已出示证件": "true",
    "调查情况": "现场正在加工熟食，未能出示许可证。",
    "证据": [{"证据名称": "现场笔录", "证明事项": "无证经营"}],
}
FINDINGS = {
    "货值金额": "8000",
    "违法所得": "1200",
    "情节": "一般",
    "情节理由": "首次违法，货值不大。",
    "重大公共利益": "false",
    "疑难复杂": "false",
    "重大违法": "false",
}
PENALTY = {"处理建议": "给予处罚", "罚款金额": "70000", "没收违法所得": "true", "处理理由": "事实清楚，证据充分。"}
NOTICE = {
    "告知内容": "拟罚款七万元，没收违法所得。",
    "告知听证": "true",
    "告知方式": "直接送达",
    "告知日期": "2026-03-02",
}
ANSWER = {"陈述申辩": "家庭困难，请求从轻。", "申请听证": "false"}
CONSIDERED = {"复核意见": "不采纳", "复核理由": "不属于法定从轻情形。", "未加重": "true"}
CALLED = {"听证日期": "2026-03-20", "听证地点": "二楼会议室", "主持人": "吴法", "公开听证": "true"}
FILE = {"id": "1", "name": "笔录.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
HEARD = {"听证情况": "举行", "举行日期": "2026-03-02", "听证笔录": FILE, "听证意见": "事实清楚，建议维持。"}
PASSED = {"审核结论": "通过", "审核意见": "程序合法，裁量适当。"}
DECISION = {"决定": "给予处罚", "决定理由": "事实清楚，证据充分。", "决定书文号": "云市监罚〔2026〕1号"}
SERVED = {"决定送达日期": "2026-03-02", "送达方式": "直接送达", "已告知救济": "true"}
URGED = {"催告日期": "2026-03-02", "停算天数": "0", "催告内容": "请于十日内缴纳。"}
CLOSED = {"执行情况": "罚款已缴清", "案卷号": "2026-001"}
SEIZURE = {
    "查封日期": "2026-03-02",
    "查封方式": "扣押",
    "财物清单": [{"名称": "卤煮锅", "数量": "2 口"}],
    "查封理由": "涉嫌用于违法生产的工具。",
    "当场实施": "true",
}
LIFTED = {"解除日期": "2026-03-02", "退还情况": "当场退还"}


def filed(power: Flow) -> FlowCase:
    return power.apply(OPENING).do("立案审批", 立案意见="立案")


def investigated(power: Flow) -> FlowCase:
    return filed(power).do("调查取证", RECORD).do("调查取证", RECORD)


def proposed(power: Flow, fine: str = "70000", proposal: str = "给予处罚", **findings: object) -> FlowCase:
    case = investigated(power).do("调查终结", {**FINDINGS, **findings})
    answers = PENALTY if proposal == "给予处罚" else {"处理建议": proposal, "处理理由": "见调查终结报告。"}
    if proposal == "给予处罚":
        answers = {**answers, "罚款金额": fine}
    return case.do("拟处理意见", answers).do("协办人员签署", 协办意见="同意")


def told(power: Flow, **findings: object) -> FlowCase:
    return proposed(power, **findings).do("处罚告知", NOTICE)


def heard(power: Flow) -> FlowCase:
    case = told(power).do("陈述、申辩，申请听证", {**ANSWER, "申请听证": "true"}).do("复核陈述、申辩", CONSIDERED)
    return case.do("通知听证", CALLED).do("举行听证", HEARD)


def silent(power: Flow, **findings: object) -> FlowCase:
    return told(power, **findings).advance(workdays=6)


def served(power: Flow) -> FlowCase:
    return silent(power).do("作出决定", DECISION).do("送达处罚决定书", SERVED)


def seized(power: Flow) -> FlowCase:
    case = filed(power).send("实施查封扣押", SEIZURE, by="雷鸣")
    for officer in ("雷鸣", "唐宇"):
        case.do("清点并签署清单", {"清点一致": "true", "当事人到场": "true"}, by=officer)
    return case


def lift(case: FlowCase) -> FlowCase:
    return case.do("解除查封扣押", LIFTED, by="雷鸣").do("解除查封扣押", LIFTED, by="唐宇")


# ---------------------------------------------------------------------- opening (Penalty Law art. 54)


def test_the_head_opens_the_case_and_ninety_days_are_counted(power):
    case = power.apply(OPENING)
    assert case.limits.started_on is None
    case.do("立案审批", 立案意见="立案")
    assert case.limits.statutory.deadline == date(2026, 6, 1)  # the ninetieth day is Sunday, 31 May
    assert case.open == ["调查取证", "调查取证"]


def test_not_opening_needs_reasons(power):
    case = power.apply(OPENING)
    assert case.refuses("立案审批", {"立案意见": "不予立案"}) == {"不立案理由"}
    assert case.do("立案审批", 立案意见="不予立案", 不立案理由="不属于本机关管辖。").ended == "不予立案"


# ---------------------------------------------------------------------- two officers (art. 42, 55)


def test_two_different_officers_investigate_and_sign(power):
    case = filed(power).do("调查取证", RECORD, by="雷鸣")
    with pytest.raises(SamePerson):
        case.do("调查取证", RECORD, by="雷鸣")
    case.do("调查取证", RECORD, by="唐宇")
    assert len(case.value("调查记录")) == 2


def test_the_proposal_is_signed_by_another_officer(power):
    case = investigated(power).do("调查终结", FINDINGS).do("拟处理意见", PENALTY, by="雷鸣")
    with pytest.raises(SamePerson):
        case.do("协办人员签署", 协办意见="同意", by="雷鸣")
    assert case.do("协办人员签署", 协办意见="不同意", 协办理由="证据不足。", by="唐宇").open == ["拟处理意见"]


# ---------------------------------------------------------------------- discretion (Food Safety Law art. 122)


def test_the_discretion_table_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["discretion"].analyse().sound


def test_the_range_follows_value_and_grade(power):
    for value, grade, low, high in (
        ("9999.99", "从轻", "50000", "65000"),
        ("8000", "从重", "85000", "100000"),
        ("10000", "从轻", "100000", "130000"),
        ("20000", "从重", "340000", "400000"),
        ("20000", "减轻", "20000", "199999.99"),
    ):
        case = investigated(power).do("调查终结", {**FINDINGS, "货值金额": value, "情节": grade})
        assert case.value("裁量幅度") == {"下限": Decimal(low), "上限": Decimal(high)}


def test_a_fine_outside_the_range_goes_no_further(power):
    case = investigated(power).do("调查终结", FINDINGS)
    for fine in ("64999.99", "85000.01"):
        assert case.refuses("拟处理意见", {**PENALTY, "罚款金额": fine}) == {"罚款金额"}
    assert proposed(power, fine="85000").open == ["处罚告知"]


# ---------------------------------------------------------------------- notice, defence, hearing (art. 44, 45, 63, 64)


def test_the_party_has_five_working_days(power):
    case = told(power).advance(workdays=5)
    assert case.open == ["陈述、申辩，申请听证"] and case.task("陈述、申辩，申请听证").is_party
    assert case.advance(workdays=1).open == ["作出决定"]


def test_a_statement_is_considered_and_makes_nothing_heavier(power):
    case = told(power).do("陈述、申辩，申请听证", ANSWER)
    assert case.refuses("复核陈述、申辩", {**CONSIDERED, "未加重": "false"}) == {"未加重"}
    assert case.do("复核陈述、申辩", CONSIDERED).open == ["作出决定"]


def test_what_the_party_is_right_in_is_proposed_and_told_anew(power):
    """Penalty Law art. 45: what holds is adopted; the party can answer the new proposal, and ask for a hearing then."""
    for adopted in ("采纳", "部分采纳"):
        case = told(power).do("陈述、申辩，申请听证", {**ANSWER, "申请听证": "true"})
        case.do("复核陈述、申辩", {**CONSIDERED, "复核意见": adopted})
        assert case.open == ["拟处理意见"]
        case.do("拟处理意见", {**PENALTY, "罚款金额": "65000"}).do("协办人员签署", 协办意见="同意")
        case.do("处罚告知", NOTICE, 告知日期=case.today.isoformat())
        assert case.open == ["陈述、申辩，申请听证"]
        assert case.advance(workdays=6).open == ["作出决定"]  # silent: neither proposed once more nor heard


def test_the_hearing_is_told_seven_working_days_ahead_and_its_time_does_not_count(power):
    case = told(power).do("陈述、申辩，申请听证", {**ANSWER, "申请听证": "true"}).do("复核陈述、申辩", CONSIDERED)
    assert case.refuses("通知听证", {**CALLED, "听证日期": "2026-03-09"}) == {"听证日期"}
    case.do("通知听证", CALLED).advance(to=date(2026, 3, 20)).do("举行听证", HEARD)
    excluded = [d for d in case.limits.statutory.days if d.kind == "excluded"]
    assert len(excluded) >= 17 and "第六十四条" in excluded[0].note.zh


def test_a_hearing_that_the_party_waives_is_ended_without_a_record(power):
    """Penalty Law art. 64: withdrawn, not attended without good reason, or left."""
    case = told(power).do("陈述、申辩，申请听证", {**ANSWER, "申请听证": "true"}).do("复核陈述、申辩", CONSIDERED)
    case.do("通知听证", CALLED)
    assert case.refuses("举行听证", {"听证情况": "当事人放弃"}) == {"放弃情况"}
    case.do("举行听证", 听证情况="当事人放弃", 放弃情况="当事人书面撤回听证申请。")
    assert case.open == ["法制审核"]


def test_who_is_told_anew_and_stays_silent_is_not_heard_once_more(power):
    """After a review that was not passed the party is told again; a hearing is held where it is asked for, not else."""
    case = heard(power).do("法制审核", 审核结论="未通过", 审核意见="裁量理由不足。")
    case.do("拟处理意见", {**PENALTY, "罚款金额": "65000"}).do("协办人员签署", 协办意见="同意")
    case.do("处罚告知", NOTICE, 告知日期=case.today.isoformat()).advance(workdays=6)
    assert case.open == ["法制审核"]  # it has been heard: art. 58
    assert case.do("法制审核", PASSED).open == ["作出决定"]


def test_a_hearing_is_asked_for_until_midnight_of_the_fifth_working_day(power):
    """Penalty Law art. 64, Civil Code art. 203: told on Monday 2 March at 9; until Monday the 9th, 24:00."""
    asks = {**ANSWER, "申请听证": "true"}
    late = told(power).advance(to=date(2026, 3, 9)).advance(hours=14)
    assert late.do("陈述、申辩，申请听证", asks).do("复核陈述、申辩", CONSIDERED).open == ["通知听证"]
    too_late = told(power).advance(to=date(2026, 3, 9)).advance(hours=15)
    assert too_late.open == ["作出决定"]


def test_the_ninety_days_are_extended_by_thirty(power):
    """Provisions on penalties by market supervision art. 64: with the head's approval; the last day moves once."""
    case = filed(power)
    case.case.extend(Limit(30, "d"), "案情复杂", by="孙利")
    assert case.limits.statutory.deadline == date(2026, 6, 30)
    approver = power.model.power.approver("extend")
    assert approver and approver.post == "负责人"


def test_whoever_investigated_does_not_chair_the_hearing(power):
    case = filed(power).do("调查取证", RECORD, by="雷鸣").do("调查取证", RECORD).do("调查终结", FINDINGS)
    case.do("拟处理意见", PENALTY).do("协办人员签署", 协办意见="同意").do("处罚告知", NOTICE)
    case.do("陈述、申辩，申请听证", {**ANSWER, "申请听证": "true"}).do("复核陈述、申辩", CONSIDERED)
    case.do("通知听证", CALLED)
    with pytest.raises(SamePerson):
        case.do("举行听证", HEARD, by="雷鸣")


# ---------------------------------------------------------------------- review, discussion, decision (art. 57, 58, 60)


def test_after_a_hearing_the_law_demands_legal_review(power):
    assert heard(power).open == ["法制审核"]


def test_complex_cases_and_those_of_public_interest_are_reviewed(power):
    for ground in ("重大公共利益", "疑难复杂"):
        assert silent(power, **{ground: "true"}).open == ["法制审核"]


def test_without_a_passed_review_there_is_no_decision(power):
    case = heard(power).do("法制审核", 审核结论="未通过", 审核意见="裁量理由不足。")
    assert case.open == ["拟处理意见"]


def test_a_grave_case_is_discussed_collectively_and_every_vote_kept(power):
    case = silent(power, 重大违法="true")
    assert case.open == ["集体讨论"] * 3
    for opinion in ("同意", "不同意", "同意"):
        case.do("集体讨论", 讨论意见=opinion, 讨论理由="见笔录")
    assert case.open == ["作出决定"] and len(case.value("讨论记录")) == 3


def test_what_the_majority_does_not_carry_is_proposed_again(power):
    case = heard(power).do("法制审核", PASSED)
    assert case.open == ["作出决定"]
    case = silent(power, 重大违法="true")
    for opinion in ("不同意", "不同意", "同意"):
        case.do("集体讨论", 讨论意见=opinion, 讨论理由="见笔录")
    assert case.open == ["拟处理意见"]


def test_the_decision_ends_the_ninety_days(power):
    case = silent(power).do("作出决定", DECISION)
    assert case.limits.ended_on == case.today and case.limits.statutory.left > 0
    assert case.open == ["送达处罚决定书"]


def test_whoever_investigated_or_reviewed_does_not_decide(power):
    case = heard(power).do("法制审核", PASSED, by="吴法")
    with pytest.raises(SamePerson):
        case.do("作出决定", DECISION, by="吴法")


def test_there_is_no_penalty_that_the_party_was_not_told_of(power):
    """Penalty Law art. 62: what was proposed as no penalty, and not told, cannot be decided as one."""
    case = proposed(power, proposal="不予处罚")
    assert case.refuses("作出不处罚的决定", {"决定": "给予处罚", "决定理由": "事实清楚。"}) == {"决定"}


def test_other_ends(power):
    reasons = {"决定理由": "违法轻微并及时改正。"}
    none = proposed(power, proposal="不予处罚").do("作出不处罚的决定", reasons, 决定="不予处罚")
    assert none.do("送达不予处罚决定书", 决定送达日期="2026-03-02", 已教育="true").ended == "不予处罚"
    assert proposed(power, proposal="撤销案件").do("作出不处罚的决定", reasons, 决定="撤销案件").ended == "撤销案件"
    crime = proposed(power, proposal="移送司法机关").do("作出不处罚的决定", reasons, 决定="移送司法机关")
    crime.do("移送司法机关", 移送机关="云州市公安局", 移送日期="2026-03-02", 移送清单="案卷一册")
    assert crime.ended == "已移送司法机关"


# ---------------------------------------------------------------------- payment and late fine (art. 61, 67, 72)


def test_a_fine_paid_within_fifteen_days_closes_the_case(power):
    case = served(power).do("缴纳罚款", 缴款日期="2026-03-10", 缴款凭证="20260001")
    assert case.do("结案归档", CLOSED).ended == "结案"


def test_the_late_fine_is_three_per_cent_a_day(power):
    case = served(power).advance(to=date(2026, 3, 26)).do("催告", URGED)
    case.do("缴纳罚款和加处罚款", 补缴日期="2026-03-22", 补缴凭证="20260002")  # five days late: the 17th was the last
    assert case.value("加处罚款") == Decimal("10500")
    assert case.do("结案归档", CLOSED).ended == "结案"


def test_the_late_fine_is_never_more_than_the_fine(power):
    case = served(power).advance(to=date(2026, 5, 6)).do("催告", URGED).advance(to=date(2026, 9, 3))
    assert case.value("加处罚款") == Decimal("70000") and case.open == ["申请强制执行"]


def test_no_late_fine_runs_during_reconsideration(power):
    case = served(power).advance(to=date(2026, 3, 26)).do("催告", URGED, 停算天数="3")
    case.do("缴纳罚款和加处罚款", 补缴日期="2026-03-22", 补缴凭证="20260002")
    assert case.value("加处罚款") == Decimal("4200")


def test_no_late_fine_runs_before_the_last_day_which_moves_over_a_holiday(power):
    """Civil Code art. 203: served on 16 September, the last day is not 1 but 8 October."""
    case = silent(power).do("作出决定", DECISION).advance(to=date(2026, 9, 16))
    case.do("送达处罚决定书", SERVED, 决定送达日期="2026-09-16").advance(to=date(2026, 10, 8))
    assert case.open == ["缴纳罚款"]
    case.advance(to=date(2026, 10, 9)).do("催告", URGED).advance(to=date(2026, 10, 10))
    case.do("缴纳罚款和加处罚款", 补缴日期="2026-10-10", 补缴凭证="20260002")
    assert case.value("加处罚款") == Decimal("4200")


def test_who_does_not_pay_when_urged_is_brought_before_the_court(power):
    """Coercion Law art. 53: once the six months in which the party may sue are over; until then it may still pay."""
    case = served(power).advance(to=date(2026, 3, 26)).do("催告", URGED).advance(to=date(2026, 9, 2))
    assert case.open == ["缴纳罚款和加处罚款"]
    case.advance(to=date(2026, 9, 3))
    case.do("申请强制执行", 申请法院="云州市人民法院", 申请日期="2026-09-03", 未复议诉讼="true")
    assert case.ended == "已申请法院强制执行"


# ---------------------------------------------------------------------- seizure (Coercion Law art. 18-28)


def test_two_officers_seize_and_the_head_approves_within_24_hours(power):
    case = seized(power)
    assert "查封扣押审批" in case.open and case.task("查封扣押审批").post == "负责人"
    with pytest.raises(NotWaitedFor):
        case.send("实施查封扣押", SEIZURE, by="雷鸣")


def test_what_is_not_approved_is_lifted(power):
    case = seized(power).do("查封扣押审批", 查封审批="不同意", 查封审批理由="没有必要")
    assert "解除查封扣押" in lift(case).log[-1].name.zh and "调查取证" in case.open


def test_when_thirty_days_are_over_the_lifting_opens(power):
    case = seized(power).do("查封扣押审批", 查封审批="同意").advance(to=date(2026, 4, 1))
    assert "解除查封扣押" not in case.open  # the thirtieth day
    case.advance(to=date(2026, 4, 2))
    assert case.open.count("解除查封扣押") == 2


def test_the_head_may_add_thirty_days_once(power):
    case = seized(power).do("查封扣押审批", 查封审批="同意").advance(to=date(2026, 3, 30))
    case.send("申请延长查封扣押", 延长理由="涉案财物需要检验。", by="雷鸣").do("延长审批", 延长审批="同意")
    with pytest.raises(NotWaitedFor):
        case.send("申请延长查封扣押", 延长理由="还要再延长。", by="雷鸣")
    assert "解除查封扣押" not in case.advance(to=date(2026, 5, 1)).open
    assert "解除查封扣押" in case.advance(to=date(2026, 5, 2)).open


def test_a_refused_extension_leaves_the_first_limit(power):
    case = seized(power).do("查封扣押审批", 查封审批="同意").advance(to=date(2026, 3, 30))
    case.send("申请延长查封扣押", 延长理由="涉案财物需要检验。", by="雷鸣").do("延长审批", 延长审批="不同意")
    assert "解除查封扣押" in case.advance(to=date(2026, 4, 2)).open


def test_an_extension_that_is_not_approved_in_time_is_none(power):
    """Coercion Law art. 25, 28: asked for on the last day, and the head has not said anything when it is over."""
    case = seized(power).do("查封扣押审批", 查封审批="同意").advance(to=date(2026, 4, 1))
    case.send("申请延长查封扣押", 延长理由="涉案财物需要检验。", by="雷鸣").advance(hours=14)
    assert "延长审批" in case.open
    case.advance(hours=1)
    assert "延长审批" not in case.open and "解除查封扣押" in case.open


def sent_for_testing(power: Flow) -> FlowCase:
    """Seized on Monday 2 March; sent on the 10th, to be tested by the 20th."""
    case = seized(power).do("查封扣押审批", 查封审批="同意").advance(to=date(2026, 3, 10))
    told = {"检测机构": "云州市检验院", "送检日期": "2026-03-10", "检测期限": "2026-03-20", "检测已告知": "true"}
    return case.send("送检", told, by="雷鸣")


def test_the_time_for_testing_is_not_part_of_the_seizure(power):
    """Coercion Law art. 25: 1 April is the thirtieth day; eight days of testing, so Thursday 9 April."""
    case = sent_for_testing(power).advance(to=date(2026, 3, 18))
    excluded = [d.date for d in case.limits.statutory.days if d.kind == "excluded"]
    assert (excluded[0], excluded[-1]) == (date(2026, 3, 11), date(2026, 3, 18))  # nor of the ninety days
    case.do("检测、检验、鉴定", 检测完成日期="2026-03-18", 检测结论="不合格")
    with pytest.raises(NotWaitedFor):
        case.send("送检", {}, by="雷鸣")
    assert "解除查封扣押" not in case.advance(to=date(2026, 4, 9)).open
    assert "解除查封扣押" in case.advance(to=date(2026, 4, 10)).open


def test_testing_that_takes_longer_than_was_told_holds_nothing(power):
    """Ten days of testing were told: 1 April and ten days is 11 April; no rest day makes a seizure longer."""
    case = sent_for_testing(power).advance(to=date(2026, 3, 20))
    assert "检测、检验、鉴定" in case.open
    assert "检测、检验、鉴定" not in case.advance(to=date(2026, 3, 21)).open
    assert "解除查封扣押" not in case.advance(to=date(2026, 4, 11)).open
    assert "解除查封扣押" in case.advance(to=date(2026, 4, 12)).open


def test_when_the_ground_is_gone_it_is_lifted_at_once(power):
    case = seized(power).do("查封扣押审批", 查封审批="同意")
    case.send("查封扣押的情形消失", 消失情形="财物与违法行为无关", 消失说明="系家用", by="雷鸣")
    assert "解除查封扣押" in case.open
    lift(case)
    assert "解除查封扣押" not in case.open


def test_a_decision_settles_what_was_seized(power):
    """Goods go as the penalty says; where there is none they are given back."""
    case = seized(power).do("查封扣押审批", 查封审批="同意").do("调查取证", RECORD).do("调查取证", RECORD)
    case.do("调查终结", FINDINGS).do("拟处理意见", PENALTY).do("协办人员签署", 协办意见="同意")
    case.do("处罚告知", NOTICE).advance(workdays=6).do("作出决定", DECISION)
    assert case.open == ["送达处罚决定书"]
    case = seized(power).do("查封扣押审批", 查封审批="同意").do("调查取证", RECORD).do("调查取证", RECORD)
    case.do("调查终结", FINDINGS).do("拟处理意见", 处理建议="撤销案件", 处理理由="见报告，详细。")
    case.do("协办人员签署", 协办意见="同意").do("作出不处罚的决定", 决定="撤销案件", 决定理由="事实不能成立。")
    assert case.open == ["解除查封扣押"] * 2


def test_no_case_ends_while_goods_are_held(power):
    case = seized(power).do("查封扣押审批", 查封审批="同意").do("调查取证", RECORD).do("调查取证", RECORD)
    case.do("调查终结", FINDINGS).do("拟处理意见", 处理建议="撤销案件", 处理理由="见报告，详细。")
    case.do("协办人员签署", 协办意见="同意").do("作出不处罚的决定", 决定="撤销案件", 决定理由="事实不能成立。")
    assert case.ended is None
    assert lift(case).ended == "撤销案件"
