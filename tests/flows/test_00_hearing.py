"""听证: called seven working days ahead, held within twenty, reported from the record. Licensing Law art. 46-48."""

from datetime import date

from engine.flowtest import Flow, FlowCase

POWER = "00-category/hearing"

CALLED = {
    "听证日期": "2026-03-20",
    "听证地点": "二楼会议室",
    "主持人": "吴法",
    "听证方式": "公开",
    "参加人": [{"姓名": "某公司", "身份": "申请人或者当事人"}],
}
FILE = {"id": "1", "name": "笔录.pdf", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
HELD = {"听证情况": "举行", "举行日期": "2026-03-20", "到场人数": "6", "听证笔录": FILE}


def called(power: Flow) -> FlowCase:
    return power.apply().do("通知听证", CALLED).advance(to=date(2026, 3, 20))


def test_seven_working_days_lie_between_notice_and_hearing(power):
    case = power.apply()
    assert case.refuses("通知听证", {**CALLED, "听证日期": "2026-03-11"}) == {"听证日期"}
    case.do("通知听证", {**CALLED, "听证日期": "2026-03-12"})
    assert case.open == ["举行听证"]


def test_a_closed_hearing_needs_reasons(power):
    assert power.apply().refuses("通知听证", {**CALLED, "听证方式": "不公开"}) == {"不公开理由"}


def test_the_report_rests_on_the_record(power):
    case = called(power)
    assert case.refuses("举行听证", {"听证情况": "举行"}) == {"举行日期", "到场人数", "听证笔录"}
    case.do("举行听证", HELD)
    report = {"争议焦点": "安全距离是否足够。", "听证意见": "可以许可。"}
    assert case.refuses("听证报告", {**report, "依据笔录": "false"}) == {"依据笔录"}
    assert case.do("听证报告", report, 依据笔录="true").ended == "听证结束"


def test_it_may_be_waived_or_put_off_with_reasons(power):
    assert called(power).refuses("举行听证", {"听证情况": "延期"}) == {"未举行说明"}
    case = called(power).do("举行听证", 听证情况="延期", 未举行说明="申请人住院。")
    assert case.open == ["通知听证"]
    case.do("通知听证", {**CALLED, "听证日期": "2026-04-10"})
    assert case.do("举行听证", 听证情况="申请人放弃", 未举行说明="书面放弃。").ended == "放弃听证"
