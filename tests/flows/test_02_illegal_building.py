"""未取得建设工程规划许可证进行建设的处罚. Urban and Rural Planning Law art. 64, 68; Coercion Law art. 35, 43, 44."""

from datetime import date
from decimal import Decimal

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows import penalties
from tests.flows.penalties import REASONS
from tests.flows.steps import PERSON, PLACE, SERVED, discussed, heard

POWER = "02-penalty/02-illegal-building"

CORRECTABLE = {"规划认定": "可以改正", "认定函文号": "云资函〔2026〕3号", "认定理由": "可以补办手续消除影响。"}
DEMOLISH = {**CORRECTABLE, "规划认定": "无法改正，可以拆除", "认定理由": "占压规划道路红线。"}


class Penalty(penalties.Penalty):
    def investigated(self, power: Flow, finding: dict = CORRECTABLE) -> FlowCase:
        return super().investigated(power).do("规划认定", finding)


CASE = Penalty(
    opening={
        "当事人": PERSON,
        "案件来源": "投诉举报",
        "发现日期": "2026-03-02",
        "建设地点": PLACE,
        "涉嫌事实": "在屋顶加建钢结构房屋一处。",
    },
    facts={"工程造价": "100000", "违法面积": "60", "已停止建设": "true"},
    proposal={"处罚方式": "限期改正并罚款", "罚款金额": "7000"},
    decision={"履行期限": "2026-04-30"},
)


def proposed(power: Flow, finding: dict, way: str, fine: str) -> FlowCase:
    case = CASE.investigated(power, finding).do("认定事实和情节", {**CASE.facts, **penalties.GRADE})
    return CASE.signed(case, 处罚方式=way, 罚款金额=fine)


def served(power: Flow, way: str = "限期改正并罚款", fine: str = "7000", finding: dict = CORRECTABLE) -> FlowCase:
    case = proposed(power, finding, way, fine)
    case.do("处罚告知", penalties.NOTICE, 告知日期=case.today.isoformat()).advance(workdays=6)
    case.do("作出决定", {**CASE.decision, **REASONS}, 决定="给予处罚", 决定书文号="云城罚〔2026〕5号")
    return case.do("送达文书", {**SERVED, "送达日期": case.today.isoformat()})


def urged(case: FlowCase, **more: str) -> FlowCase:
    case.advance(to=date(2026, 5, 1))
    return case.do("催告并公告", 催告日期=case.today.isoformat(), 催告内容="请于十日内自行履行。", **more)


# ---------------------------------------------------------------------- planning finding and discretion (art. 64)


def test_the_planning_bureau_finds_whether_it_can_be_corrected(power):
    case = penalties.Penalty.investigated(CASE, power)
    assert case.open == ["规划认定"] and case.task("规划认定").authority == "自然资源和规划局"


def test_the_discretion_table_has_neither_gaps_nor_overlaps(power):
    assert power.model.tables["discretion"].analyse().sound


def test_what_can_be_corrected_costs_five_to_ten_per_cent(power):
    assert CASE.concluded(power).value("裁量幅度")["下限"] == Decimal("6500")
    assert CASE.concluded(power, 情节="从重").value("裁量幅度")["上限"] == Decimal("10000")


@pytest.mark.parametrize(
    ("finding", "way"),
    [
        ("可以改正", "限期改正并罚款"),
        ("无法改正，可以拆除", "限期拆除"),
        ("无法改正，不能拆除", "没收实物或者违法收入"),
    ],
)
def test_the_kind_of_penalty_follows_the_finding(power, finding, way):
    found = {**CORRECTABLE, "规划认定": finding}
    case = CASE.investigated(power, found).do("认定事实和情节", {**CASE.facts, **penalties.GRADE})
    assert case.value("裁量幅度")["方式"] == way
    other = "限期拆除" if way != "限期拆除" else "限期改正并罚款"
    answers = {"处理建议": "给予处罚", "处罚方式": other, "罚款金额": "6000", "处理理由": "见报告全文。"}
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


# --------------------------------------------------- compliance and enforcement (art. 68; Coercion Law art. 35, 44)


def test_what_is_complied_with_is_checked_on_the_spot_and_closed(power):
    case = served(power).do("履行决定", 履行日期="2026-03-09", 履行情况="已改正并缴款")
    case.do("验收", 验收日期=case.today.isoformat(), 已履行="true")
    assert case.do("结案归档", 执行情况="已履行", 案卷号="2026-05").ended == "结案"


def test_the_time_to_comply_is_at_least_fifteen_days(power):
    case = CASE.silent(power)
    early = {"决定": "给予处罚", "履行期限": "2026-03-20", "决定书文号": "云城罚〔2026〕5号", **REASONS}
    assert case.refuses("作出决定", early) == {"履行期限"}


def test_who_complies_when_urged_is_checked_too(power):
    case = urged(served(power)).do("催告后履行", 履行日期="2026-05-01", 履行情况="已改正并缴款")
    assert case.open == ["验收"]


def test_a_demolition_is_announced_ordered_by_the_government_and_recorded(power):
    case = served(power, "限期拆除", "3000", DEMOLISH).advance(to=date(2026, 5, 1))
    urging = {"催告日期": "2026-05-01", "催告内容": "请于十日内自行拆除。"}
    assert case.refuses("催告并公告", urging) == {"已公告"}
    case.do("催告并公告", urging, 已公告="true").advance(to=date(2026, 5, 13))
    assert case.open == ["催告后履行"]  # Coercion Law art. 44: the party may still sue
    case.advance(to=date(2026, 10, 12))
    assert case.task("责成强制拆除").authority == "市人民政府"
    order = {"责成意见": "责成强制拆除", "责成文号": "云政函〔2026〕9号", "责成理由": "逾期不拆除。"}
    assert case.refuses("责成强制拆除", order) == {"期限已过"}
    case.do("责成强制拆除", order, 期限已过="true")
    record = {"拆除日期": case.today.isoformat(), "非夜间节假日": "true", "录像编号": "V-12", "物品清点": "没有物品"}
    assert case.do("实施强制拆除", record).do("实施强制拆除", record).ended == "已强制拆除"


def test_an_unpaid_fine_goes_to_the_court(power):
    case = urged(served(power)).advance(to=date(2026, 10, 12))
    case.do("申请法院强制执行", 申请法院="云州市人民法院", 申请日期=case.today.isoformat(), 未复议诉讼="true")
    assert case.ended == "已申请法院强制执行"
