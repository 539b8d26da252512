"""受理与补正: told once, within five working days, or accepted. Licensing Law art. 32."""

from datetime import date

from engine.flowtest import Flow, FlowCase

POWER = "00-category/acceptance"

ASKED_ONCE = {"受理结论": "一次告知补正", "补正内容": [{"材料": "申请书", "问题": "没有签字"}], "补正说明": "请补签。"}
REFUSED = {"不予受理理由": "不属于本机关职权。", "救济途径": "可以申请行政复议或者提起行政诉讼。"}
CORRECTED = {"补正情况": "已补签"}


def corrected(power: Flow) -> FlowCase:
    return power.apply().do("收件审查", ASKED_ONCE).advance(workdays=2).do("补正材料", CORRECTED)


def test_what_is_complete_is_accepted_and_counted_from_the_next_day(power):
    case = power.apply().do("收件审查", 受理结论="受理")
    assert case.ended == "已受理" and case.limits.started_on == case.today


def test_silence_for_five_working_days_counts_from_the_day_of_receipt(power):
    case = power.apply().advance(workdays=5)
    assert case.open == ["收件审查"]
    case.advance(workdays=1)
    assert case.passed("acceptance_deemed") and case.limits.started_on == case.received_on


def test_a_refusal_states_reasons_and_remedies(power):
    case = power.apply()
    assert case.refuses("收件审查", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    assert case.do("收件审查", REFUSED, 受理结论="不予受理").ended == "不予受理"


def test_everything_missing_is_told_once(power):
    case = power.apply()
    assert case.refuses("收件审查", {"受理结论": "一次告知补正"}) == {"补正内容", "补正说明"}
    case = corrected(power)
    assert case.refuses("补正审查", {"补正结论": "一次告知补正"}) == {"补正结论"}
    assert case.do("补正审查", 补正结论="受理").limits.started_on == date(2026, 3, 4)


def test_silence_after_the_correction_counts_from_its_receipt(power):
    case = corrected(power).advance(workdays=6)
    assert case.passed("acceptance_deemed_again") and case.limits.started_on == date(2026, 3, 4)


def test_a_correction_that_does_not_do_is_refused_with_reasons(power):
    assert corrected(power).do("补正审查", REFUSED, 补正结论="不予受理").ended == "不予受理"


def test_who_does_not_correct_within_twenty_working_days_lets_it_lapse(power):
    case = power.apply().do("收件审查", ASKED_ONCE).advance(workdays=20)
    assert case.open == ["补正材料"]
    assert case.advance(workdays=1).ended == "逾期未补正"
