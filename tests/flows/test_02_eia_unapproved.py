"""环评文件未经批准擅自开工建设的处罚. Environmental Impact Assessment Law art. 31; Penalty Law art. 42-73."""

from datetime import date
from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.penalties import REASONS, Penalty
from tests.flows.steps import PERSON, PLACE, SERVED, discussed, heard

POWER = "02-penalty/02-eia-unapproved"

CASE = Penalty(
    opening={
        "当事人": PERSON,
        "案件来源": "监督检查",
        "发现日期": "2026-03-02",
        "建设地点": PLACE,
        "涉嫌事实": "环评报告表未经批准即开工建设。",
    },
    facts={
        "总投资额": "10000000",
        "环评类别": "报告表",
        "建设进度": "主体施工中",
        "已停止建设": "true",
        "环境影响": "未造成明显影响",
    },
    proposal={"罚款金额": "200000", "责令停止建设": "true", "责令恢复原状": "false"},
    decision={},
)


def served(power: Flow) -> FlowCase:
    case = CASE.punished(power)
    return case.do("送达文书", {**SERVED, "送达日期": case.today.isoformat()})


# ---------------------------------------------------------------------- discretion (art. 31: one to five per cent)


def test_the_discretion_table_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["discretion"].analyse().sound


@pytest.mark.parametrize(
    ("kind", "grade", "low", "high"),
    [
        ("报告表", "减轻", "0", "99999.99"),
        ("报告表", "从轻", "100000", "150000"),
        ("报告书", "一般", "200000", "400000"),
        ("报告书", "从重", "400000", "500000"),
    ],
)
def test_the_range_follows_investment_document_and_grade(power, kind, grade, low, high):
    case = CASE.concluded(power, 环评类别=kind, 情节=grade)
    assert case.value("裁量幅度") == {"下限": Decimal(low), "上限": Decimal(high)}


def test_a_fine_outside_the_range_goes_no_further(power):
    case = CASE.concluded(power)
    for fine in ("149999.99", "300000.01"):
        answers = {**CASE.proposal, "处理建议": "给予处罚", "处理理由": "见报告全文。", "罚款金额": fine}
        assert case.refuses("拟处理意见", answers) == {"罚款金额"}


# ---------------------------------------------------------------------- opening and investigation (art. 42, 54, 55)


def test_the_head_opens_the_case_or_says_why_not(power):
    case = power.apply(CASE.opening)
    assert case.refuses("立案审批", {"立案意见": "不予立案"}) == {"不立案理由"}
    assert case.do("立案审批", 立案意见="不予立案", 不立案理由="不属于本机关管辖。").ended == "不予立案"


def test_ninety_days_are_counted_from_opening(power):
    assert CASE.filed(power).limits.statutory.deadline == date(2026, 6, 1)  # the ninetieth day is a Sunday


def test_the_proposal_is_signed_by_another_officer(power):
    case = CASE.concluded(power)
    case.do("拟处理意见", CASE.proposal, 处理建议="给予处罚", 处理理由="事实清楚。", by="甲")
    with pytest.raises(SamePerson):
        case.do("协办人员签署", 协办意见="同意", by="甲")
    assert case.do("协办人员签署", 协办意见="不同意", 协办理由="证据不足。").open == ["拟处理意见"]


# --------------------------------------------------- defence, hearing, review (art. 44, 45, 57, 58, 63)


def test_silence_for_five_working_days_waives_the_defence(power):
    case = CASE.told(power).advance(workdays=5)
    assert case.open == ["陈述、申辩，申请听证"]
    assert case.advance(workdays=1).open == ["作出决定"]


def test_the_hearing_does_not_count_and_whoever_investigated_does_not_chair(power):
    case = CASE.asked_for_a_hearing(power)
    investigator = next(e.by for e in case.log if e.element_id == "investigation_record")
    with pytest.raises(SamePerson):
        case.do("通知听证", {}, by=investigator)
    used = case.limits.statutory.used
    assert heard(case).open == ["法制审核"] and case.limits.statutory.used <= used + 1


def test_what_the_party_is_right_in_is_proposed_and_told_anew(power):
    """Penalty Law art. 45; who stays silent then is neither proposed for once more nor heard."""
    case = CASE.asked_for_a_hearing(power, considered="部分采纳")
    assert case.open == ["拟处理意见"]
    assert CASE.told_anew(case).open == ["陈述、申辩，申请听证"]
    assert case.advance(workdays=6).open == ["作出决定"]


def test_who_is_told_anew_and_stays_silent_is_not_heard_once_more(power):
    case = heard(CASE.asked_for_a_hearing(power)).do("法制审核", 审核结论="未通过", 审核意见="裁量理由不足。")
    CASE.told_anew(case).advance(workdays=6)
    assert case.open == ["法制审核"]


def test_without_a_passed_review_there_is_no_decision(power):
    case = CASE.silent(power, 重大公共利益="true")
    assert case.do("法制审核", 审核结论="未通过", 审核意见="裁量理由不足。").open == ["拟处理意见"]
    case = CASE.silent(power, 重大公共利益="true").do("法制审核", 审核结论="通过", 审核意见="合法适当。")
    assert case.open == ["作出决定"]


def test_a_grave_case_is_discussed_and_what_is_not_carried_is_proposed_again(power):
    case = CASE.silent(power, 重大违法="true")
    assert case.task("讨论表决").post == "审案委员"
    assert discussed(case, "同意 不同意 同意").open == ["作出决定"]
    assert discussed(CASE.silent(power, 重大违法="true"), "不同意 不同意 同意").open == ["拟处理意见"]


def test_investigating_reviewing_and_deciding_are_separate(power):
    case = CASE.silent(power, 重大公共利益="true").do("法制审核", 审核结论="通过", 审核意见="合法适当。", by="法")
    for somebody in ("法", next(e.by for e in case.log if e.element_id == "investigation_report")):
        with pytest.raises(SamePerson):
            case.do(
                "作出决定", {**CASE.decision, **REASONS}, 决定="给予处罚", 决定书文号="云罚〔2026〕8号", by=somebody
            )


def test_other_decisions(power):
    untold = CASE.signed(CASE.concluded(power), "不予处罚")  # Penalty Law art. 62: no penalty without notice
    assert untold.refuses("作出不处罚的决定", {**REASONS, "决定": "给予处罚"}) == {"决定"}
    none = CASE.signed(CASE.concluded(power), "不予处罚").do("作出不处罚的决定", REASONS, 决定="不予处罚")
    assert none.do("送达文书", SERVED).ended == "不予处罚"
    dropped = CASE.signed(CASE.concluded(power), "撤销案件").do("作出不处罚的决定", REASONS, 决定="撤销案件")
    assert dropped.ended == "撤销案件"
    crime = CASE.signed(CASE.concluded(power), "移送司法机关").do("作出不处罚的决定", REASONS, 决定="移送司法机关")
    crime.do("移送司法机关", 移送机关="云州市公安局", 移送日期=crime.today.isoformat(), 移送清单="案卷一册")
    assert crime.ended == "已移送司法机关"


# ---------------------------------------------------------------------- payment, late fine, court (art. 67, 72)


def test_paid_within_fifteen_days_and_restored_it_is_closed(power):
    case = served(power)
    case.do("缴纳罚款", 缴款日期=case.today.isoformat(), 缴款凭证="20260001")
    assert case.do("结案归档", 执行情况="已缴清", 案卷号="2026-01").ended == "结案"


def test_a_restoration_that_was_ordered_is_checked_before_closing(power):
    case = CASE.signed(CASE.concluded(power), 责令恢复原状="true")
    case.do("处罚告知", 告知内容="拟罚款并责令恢复原状。", 告知听证="true", 告知方式="邮寄", 告知日期="2026-03-02")
    case.advance(workdays=6).do("作出决定", REASONS, 决定="给予处罚", 决定书文号="云环罚〔2026〕2号")
    case.do("送达文书", SERVED).do("缴纳罚款", 缴款日期=case.today.isoformat(), 缴款凭证="20260001")
    assert case.refuses("结案归档", {"执行情况": "已缴清", "案卷号": "2026-01"}) == {"已恢复原状"}


def test_the_late_fine_is_three_per_cent_a_day_up_to_the_fine(power):
    case = served(power)
    last = date.fromordinal(case.today.toordinal() + 15)
    case.advance(to=date.fromordinal(last.toordinal() + 3))
    case.do("催告", 催告日期=case.today.isoformat(), 停算天数="0", 催告内容="请于十日内缴纳。")
    case.do("缴纳罚款和加处罚款", 补缴日期=case.today.isoformat(), 补缴凭证="20260002")
    assert case.value("加处罚款") == Decimal("18000")  # three days of 200,000
    assert case.do("结案归档", 执行情况="已缴清", 案卷号="2026-01").ended == "结案"


def test_who_does_not_pay_when_urged_is_brought_before_the_court(power):
    case = served(power)
    case.advance(to=date.fromordinal(case.today.toordinal() + 20))
    case.do("催告", 催告日期=case.today.isoformat(), 停算天数="0", 催告内容="请于十日内缴纳。")
    case.advance(to=date.fromordinal(case.today.toordinal() + 12))
    assert case.open == ["缴纳罚款和加处罚款"]  # Coercion Law art. 53: the party may still sue
    case.advance(to=date.fromordinal(case.today.toordinal() + 185))
    case.do("申请法院强制执行", 申请法院="云州市人民法院", 申请日期=case.today.isoformat(), 未复议诉讼="true")
    assert case.ended == "已申请法院强制执行"
