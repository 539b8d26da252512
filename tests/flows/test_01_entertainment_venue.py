"""娱乐场所设立许可. Regulations on Entertainment Venues art. 7, 9, 10; the hearing is required."""

from datetime import date

import pytest

from engine import SamePerson
from engine.flowtest import Flow, FlowCase
from tests.flows.steps import FILE, PERSON, PLACE, REFUSAL, SERVED, heard, not_corrected, noticed, refused_at_the_window

POWER = "01-licence/01-entertainment-venue"

APPLICATION = {
    "申请人": PERSON,
    "场所名称": "云上歌城",
    "经营类别": "歌舞娱乐场所",
    "经营场所": PLACE,
    "使用面积": "800",
    "拟核定人数": "200",
    "投资人和负责人": [{"姓名": "庄严", "身份": "法定代表人", "证件号码": "350100198001010011"}],
    "含外资": "false",
    "场所平面图": FILE,
    "消防验收文件": FILE,
    "书面声明": "true",
    "承诺": "true",
}
INSPECTED = {
    "检查日期": "2026-03-02",
    "已出示证件": "true",
    "实测面积": "796",
    "距学校医院机关": "410",
    "不在居民楼": "true",
    "消防畅通": "true",
    "边界噪声": "48",
    "检查结论": "符合",
}
EXAMINED = {"公示听证采信": "没有异议，采信听证意见。", "审查结论": "建议准予"}
LICENCE = {"证号": "350100160012", "发证日期": "2026-03-02", "有效期至": "2028-03-01", "已告知公安备案": "true"}


def accepted(power: Flow) -> FlowCase:
    return power.apply(APPLICATION).do("收件审查", 受理结论="受理")


def inspected(power: Flow) -> FlowCase:
    case = accepted(power).do("核查书面声明", 核查结果="属实").do("实地检查", INSPECTED, by="管弦")
    return case.do("实地检查", INSPECTED, by="卢鸣")


def examined(power: Flow) -> FlowCase:
    return heard(noticed(inspected(power), workdays=10)).do("审查", EXAMINED, by="孔文")


def test_two_hundred_square_metres_are_the_least(power):
    with pytest.raises(Exception, match="使用面积"):
        power.apply({**APPLICATION, "使用面积": "199"})


def test_the_police_check_the_statement_while_two_officers_inspect(power):
    case = accepted(power)
    assert case.open == ["核查书面声明", "实地检查", "实地检查"]
    assert case.task("核查书面声明").authority == "公安局"
    assert case.refuses("核查书面声明", {"核查结果": "不属实"}) == {"核查说明"}
    case.do("实地检查", INSPECTED).do("实地检查", INSPECTED)
    assert case.open == ["核查书面声明"]


def test_ten_working_days_of_notice_come_before_the_hearing(power):
    case = inspected(power)
    short = {"公示内容": "拟许可云上歌城。", "公示载体": ["政府网站"], "公示截止日": "2026-03-13", "异议途径": "电话"}
    assert case.refuses("发布公示", short) == {"公示截止日"}
    assert noticed(case, workdays=10).open == ["通知听证"]


def test_notice_and_hearing_are_not_counted(power):
    case = examined(power)
    assert case.limits.statutory.used <= 1 and case.today >= date(2026, 3, 27)
    assert "第四十五条" in next(d.note.zh for d in case.limits.statutory.days if d.kind == "excluded")


def test_whoever_inspected_neither_chairs_nor_decides(power):
    case = noticed(inspected(power), workdays=10)
    with pytest.raises(SamePerson):
        case.do("通知听证", {}, by="管弦")
    case = examined(power)
    for somebody in ("卢鸣", "孔文"):
        with pytest.raises(SamePerson):
            case.do("作出决定", 决定="准予", 核定人数="180", by=somebody)


def test_the_licence_fixes_the_number_of_guests(power):
    case = examined(power)
    assert case.refuses("作出决定", {"决定": "准予", "核定人数": "201"}) == {"核定人数"}
    case.do("作出决定", 决定="准予", 核定人数="180").do("制作经营许可证", LICENCE)
    assert case.do("送达文书", SERVED).ended == "准予许可"


def test_a_refusal_states_reasons_basis_and_remedies(power):
    case = examined(power)
    assert case.refuses("作出决定", {"决定": "不予"}) == {"决定理由", "决定依据", "救济途径"}
    assert case.do("作出决定", REFUSAL).do("送达文书", SERVED).ended == "不予许可"


def test_what_is_not_accepted_or_not_corrected_ends_there(power):
    assert refused_at_the_window(power, APPLICATION).ended == "不予受理"
    assert not_corrected(power, APPLICATION, "场所平面图").ended == "逾期未补正，视为撤回"


def test_reminder_and_withdrawal_before_the_decision(power):
    case = accepted(power).advance(workdays=10)
    assert case.passed("remind")
    assert case.send("撤回申请", 撤回理由="不办了").ended == "已撤回"
