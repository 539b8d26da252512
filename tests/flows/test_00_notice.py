"""公示: as long as the law says; objections are looked into and answered before anything follows."""

from datetime import date

from engine.flowtest import Flow, FlowCase

POWER = "00-category/notice"

NOTICE = {
    "公示内容": "拟许可某公司。",
    "公示载体": ["政府网站"],
    "公示截止日": "2026-03-09",
    "异议途径": "0900-1234567",
}


def published(power: Flow) -> FlowCase:
    return power.apply().do("发布公示", NOTICE)


def test_too_short_a_notice_goes_no_further(power):
    assert power.apply().refuses("发布公示", {**NOTICE, "公示截止日": "2026-03-08"}) == {"公示截止日"}


def test_it_ends_with_its_last_day(power):
    case = published(power).advance(to=date(2026, 3, 9))
    assert case.open == []
    case.advance(to=date(2026, 3, 10))
    assert case.do("公示结论", 公示结果="无异议").ended == "公示结束"


def test_an_objection_is_looked_into_and_answered(power):
    case = published(power).send("收到异议", 异议人="邻居", 异议日期="2026-03-02", 异议内容="距离学校太近。")
    assert case.open == ["核查异议"]
    finding = {"异议核查": "不成立", "核查说明": "距离符合规定。"}
    assert case.refuses("核查异议", {**finding, "已答复": "false"}) == {"已答复"}
    case.do("核查异议", finding, 已答复="true").advance(to=date(2026, 3, 10))
    assert case.refuses("公示结论", {"公示结果": "异议不成立"}) == {"公示说明"}
    assert case.do("公示结论", 公示结果="异议不成立", 公示说明="距离符合规定。").ended == "公示结束"
