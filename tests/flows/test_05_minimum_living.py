"""最低生活保障金给付: the township surveys and publishes, the county confirms and pays. Interim Measures art. 9, 11."""

from datetime import date
from decimal import Decimal

import pytest

from engine import Limit, SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import PLACE, SERVED, noticed

POWER = "05-payment/05-minimum-living"

VILLAGER = {"name": "田有根", "id_type": "idcard", "id_number": "11010519491231002X", "phone": "13900001234"}
APPLICATION = {
    "申请人": VILLAGER,
    "户籍地": PLACE,
    "城乡类别": "农村",
    "家庭成员": [
        {"姓名": "田有根", "关系": "本人", "月收入": "600"},
        {"姓名": "李秀", "关系": "配偶", "月收入": "200"},
    ],
    "特殊困难人数": "1",
    "家庭财产": "土房三间",
    "困难原因": "重病，劳动力不足。",
    "银行账户": "6217000012345678",
    "授权核对": "true",
    "承诺": "true",
}
SURVEYED = {
    "入户日期": "2026-03-02",
    "核对方式": ["入户调查", "信息核对"],
    "人均月收入": "400",
    "财产符合": "true",
    "须评议": "false",
    "调查情况": "住房破旧，一人重病。",
    "近亲属备案": "false",
}
CHECKED = {
    "入户抽查": "true",
    "审核意见": "建议确认",
    "核定人均月收入": "400",
    "保障人数": "2",
    "月保障金": "630",
    "审核说明": "符合条件",
}
REFUSAL = {
    "确认决定": "不予确认",
    "决定理由": "财产超过规定。",
    "决定依据": "审核确认办法",
    "救济途径": "可以申请行政复议。",
}


def accepted(power: Flow) -> FlowCase:
    return power.apply(APPLICATION).do("乡镇受理", 受理结论="受理")


def surveyed(power: Flow, doubt: str = "false") -> FlowCase:
    case = accepted(power).do("家庭经济状况调查", SURVEYED, by="厉行")
    return case.do("家庭经济状况调查", {**SURVEYED, "须评议": doubt}, by="戎亲")


def checked(power: Flow) -> FlowCase:
    case = surveyed(power).do("提出初审意见", 初审意见="建议纳入", 初审理由="收入低于标准。")
    return noticed(case, days=7).do("县级审核", CHECKED, by="栾慈")


def test_the_township_accepts_and_the_county_confirms(power):
    case = power.apply(APPLICATION)
    assert case.task("乡镇受理").authority == "乡镇人民政府"
    assert checked(power).task("确认决定").authority == "民政局"


def test_thirty_working_days_and_in_special_cases_forty_five(power):
    case = accepted(power)
    assert case.limits.promised.deadline == date(2026, 3, 30)
    assert case.limits.statutory.deadline == power.calendar.add_workdays(date(2026, 3, 2), 30)
    case.case.extend(Limit(15, "wd"), "家庭情况复杂，需要异地核对。", by="甘霖")
    assert case.limits.statutory.deadline == power.calendar.add_workdays(date(2026, 3, 2), 45)


def test_what_is_missing_is_told_once(power):
    case = power.apply(APPLICATION).do("乡镇受理", 受理结论="一次告知补正", 补正说明="缺户口簿")
    assert case.do("补正材料", 补正情况="已补户口簿").do("补正受理", 已齐备="true").limits.started_on == date(
        2026, 3, 2
    )
    case = power.apply(APPLICATION).do("乡镇受理", 受理结论="一次告知补正", 补正说明="缺户口簿").advance(workdays=21)
    assert case.ended == "逾期未补正，视为撤回"


def test_a_refusal_to_accept_states_reasons_and_remedies(power):
    case = power.apply(APPLICATION)
    assert case.refuses("乡镇受理", {"受理结论": "不予受理"}) == {"不予受理理由", "救济途径"}
    case.do("乡镇受理", 受理结论="不予受理", 不予受理理由="不是本地户籍。", 救济途径="可以申请行政复议。")
    assert case.ended == "不予受理"


def test_two_officers_visit_the_household(power):
    case = accepted(power).do("家庭经济状况调查", SURVEYED, by="厉行")
    with pytest.raises(SamePerson):
        case.do("家庭经济状况调查", SURVEYED, by="厉行")


def test_where_either_has_a_doubt_the_neighbours_consider_it(power):
    case = surveyed(power, doubt="true")
    record = {"评议人数": "6", "评议结果": "情况属实", "评议记录": "一致认为属实。"}
    assert case.refuses("民主评议", record) == {"评议人数"}
    assert case.do("民主评议", {**record, "评议人数": "9"}).open == ["提出初审意见"]


def test_the_first_result_is_published_for_seven_days_which_count(power):
    case = surveyed(power).do("提出初审意见", 初审意见="建议纳入", 初审理由="收入低于标准。")
    short = {"公示内容": "拟纳入低保。", "公示载体": ["所在地张贴"], "公示截止日": "2026-03-08", "异议途径": "电话"}
    assert case.refuses("发布公示", short) == {"公示截止日"}
    assert case.task("发布公示").authority == "乡镇人民政府"
    assert noticed(case, days=7).open == ["县级审核"] and case.limits.promised.used == 6


def test_the_amount_follows_the_standard(power):
    case = surveyed(power).do("提出初审意见", 初审意见="建议纳入", 初审理由="收入低于标准。")
    noticed(case, days=7)
    assert case.value("标准") == {"月标准": Decimal("650"), "月增发": Decimal("130")}
    assert case.refuses("县级审核", {**CHECKED, "月保障金": "630.01"}) == {"月保障金"}  # (650 - 400) x 2 + 130


def test_whoever_surveyed_or_checked_does_not_confirm(power):
    for somebody in ("厉行", "栾慈"):
        with pytest.raises(SamePerson):
            checked(power).do("确认决定", 确认决定="确认", by=somebody)


def test_confirmed_published_and_paid_into_the_account(power):
    case = checked(power).do("确认决定", 确认决定="确认")
    case.do("公布", 公布日期=case.today.isoformat(), 公布地点="清河镇公示栏", 隐去隐私="true")
    assert case.refuses("发放", {"发放月份": "2026-04", "发放金额": "631", "支付凭证": "P001"}) == {"发放金额"}
    assert case.do("发放", 发放月份="2026-04", 发放金额="630", 支付凭证="P001").ended == "已发放"


def test_a_refusal_gives_reasons_in_writing(power):
    case = checked(power)
    assert case.refuses("确认决定", {"确认决定": "不予确认"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("确认决定", REFUSAL).do("送达文书", SERVED).ended == "不予确认"


def test_the_applicant_may_withdraw(power):
    assert accepted(power).send("撤回申请", 撤回理由="子女已就业").ended == "已撤回"
