"""重大行政决策. Interim Regulations on the Procedure of Major Administrative Decisions."""

from datetime import date, timedelta

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import discussed, heard, power_day, reviewed_by_experts

POWER = "10-other/10-major-decision"

PROPOSAL = {
    "决策事项": "全市停车收费办法",
    "事项类型": "价格收费",
    "承办单位": "市发展和改革委员会",
    "必要性": "停车供需矛盾突出。",
    "目录内": "true",
}
CALL = {"草案说明": "按区域和时段收费。", "征求途径": ["政府网站"], "征求截止日": "2026-04-01", "切身利益": "false"}
HEARING = {"听证会地点": "市政府三楼会议厅", "旁听名额": "40", "发言名额": "10"}
OPINIONS = {"意见条数": "120", "采纳条数": "45", "采纳说明": "采纳分时段建议", "公开日期": "2026-04-02"}
RISKS = {"风险类别": ["社会稳定"], "风险结论": "可控", "防范措施": "设置过渡期。"}
LAWFUL = {
    "审查用时": "7",
    "权限合法": "true",
    "程序合法": "true",
    "合法性结论": "通过",
    "合法性意见": "权限和程序合法。",
}


def called(power: Flow, **more: str) -> FlowCase:
    return power.apply(PROPOSAL).do("决定启动", 启动意见="启动").do("公开征求意见", {**CALL, **more})


def summed_up(power: Flow, **more: str) -> FlowCase:
    return called(power, **more).advance(to=date(2026, 4, 2)).do("汇总采纳", OPINIONS, by="徐行")


def assessed(power: Flow, risk: str = "可控") -> FlowCase:
    return reviewed_by_experts(summed_up(power)).do("风险评估", {**RISKS, "风险结论": risk}, by="邱实")


def discussed_by(power: Flow, votes: str) -> FlowCase:
    return discussed(assessed(power).do("合法性审查", LAWFUL, by="贝文"), votes)


def adopted(power: Flow, evaluate: str) -> FlowCase:
    case = discussed_by(power, "同意 同意 不同意").do("作出决定", 决定="通过", 决定说明="同意", 须后评估=evaluate)
    return case.do("公布", 公布日期=case.today.isoformat(), 公布文号="云政〔2026〕5号", 已解读="true")


def test_what_is_not_started_has_its_reasons(power):
    case = power.apply(PROPOSAL)
    assert case.refuses("决定启动", {"启动意见": "不启动"}) == {"不启动理由"}
    assert case.do("决定启动", 启动意见="不启动", 不启动理由="条件不成熟。").ended == "不予启动"


def test_opinions_are_called_for_at_least_thirty_days(power):
    case = power.apply(PROPOSAL).do("决定启动", 启动意见="启动")
    assert case.refuses("公开征求意见", {**CALL, "征求截止日": "2026-03-31"}) == {"征求截止日"}
    case = called(power).advance(to=date(2026, 4, 1))
    assert case.open == []
    assert case.advance(to=date(2026, 4, 2)).open == ["汇总采纳"]


def announced(case: FlowCase, closes: int = 5) -> FlowCase:
    return case.do("公告听证会", {**HEARING, "报名截止日": power_day(case, closes), "听证会日期": power_day(case, 20)})


def test_where_vital_interests_are_touched_there_is_a_public_hearing_to_sign_up_for(power):
    case = summed_up(power, 切身利益="true")
    assert case.task("公告听证会").authority == "政府办公室"
    with pytest.raises(SamePerson):
        case.do("公告听证会", {}, by="徐行")
    days = {"报名截止日": case.today.isoformat(), "听证会日期": case.today.isoformat()}
    assert case.refuses("公告听证会", {**HEARING, **days}) == {"报名截止日", "听证会日期"}
    closes = date.fromisoformat(power_day(case, 5))
    assert announced(case).advance(to=closes).open == []
    case.advance(to=closes + timedelta(days=1))
    assert case.task("通知听证").authority == "政府办公室"
    assert sorted(heard(case).open) == ["确定备选名单", "风险评估"]


def test_experts_and_risk_assessment_go_on_at_once(power):
    case = summed_up(power).do("风险评估", RISKS)
    assert case.open == ["确定备选名单"]
    assert reviewed_by_experts(case).open == ["合法性审查"]


def test_what_cannot_be_controlled_goes_no_further(power):
    assert assessed(power, "风险不可控").ended == "终止决策"


def test_the_legal_review_takes_seven_working_days_or_more_and_has_to_have_passed(power):
    case = assessed(power)
    assert case.task("合法性审查").authority == "司法局"
    assert case.refuses("合法性审查", {**LAWFUL, "审查用时": "6"}) == {"审查用时"}
    assert case.do("合法性审查", {**LAWFUL, "合法性结论": "退回修改"}).open == ["汇总采纳"]


def test_the_head_decides_on_the_discussion_and_says_why_where_departing_from_it(power):
    case = discussed_by(power, "不同意 不同意 同意")
    adopt = {"决定": "通过", "决定说明": "同意", "须后评估": "false"}
    assert case.refuses("作出决定", adopt) == {"不一致理由"}
    assert case.do("作出决定", 决定="不予通过", 决定说明="按会议意见").ended == "不予通过"


def test_whoever_prepared_or_reviewed_it_neither_votes_nor_decides(power):
    case = assessed(power).do("合法性审查", LAWFUL, by="贝文")
    for somebody in ("徐行", "邱实", "贝文"):
        with pytest.raises(SamePerson):
            case.do("讨论表决", 讨论意见="同意", 讨论理由="同意", 无利害关系="true", by=somebody)


def test_published_and_done(power):
    assert adopted(power, "false").ended == "已公布"


def test_a_year_later_it_is_evaluated_by_somebody_else_than_who_decided(power):
    case = adopted(power, "true")
    assert case.open == []
    case.advance(to=date(case.today.year + 1, case.today.month, case.today.day + 1))
    case.do("决策后评估", 评估建议="调整", 评估情况="收费标准偏高。", 评估日期=case.today.isoformat())
    assert case.ended == "已评估"
