"""送达: against receipt, or by public notice of thirty days. Civil Procedure Law art. 87-95."""

from datetime import date

POWER = "00-category/delivery"

SERVED = {"送达情况": "已送达", "送达方式": "直接送达", "送达日期": "2026-03-02", "已告知救济": "true"}


def test_delivered_with_way_date_and_remedies(power):
    case = power.apply()
    assert case.refuses("送达文书", {"送达情况": "已送达"}) == {"送达方式", "送达日期", "已告知救济"}
    assert case.do("送达文书", SERVED).ended == "已送达"


def test_who_cannot_be_found_is_served_by_notice_of_thirty_days(power):
    case = power.apply()
    assert case.refuses("送达文书", {"送达情况": "无法送达"}) == {"无法送达理由"}
    case.do("送达文书", 送达情况="无法送达", 无法送达理由="住所无人，邮件退回。")
    case.do("公告送达", 公告日期="2026-03-02", 公告载体=["政府网站"], 公告内容="送达决定书一份。")
    assert case.advance(to=date(2026, 4, 1)).ended is None
    case.advance(to=date(2026, 4, 2))  # 0:00, the 24:00 of the thirtieth day: that day is the day of service
    assert case.ended == "公告期满送达" and case.value("送达日期") == date(2026, 4, 1)
