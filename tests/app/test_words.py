"""The words that templates have: dates, figures, the calendar of days, forms that are shown again."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from app.ui import asking, calendars, figures, telling
from engine import Calendar, FieldError, FixedClock, Limit, Text, read_form
from engine.running.reckoning import Pause, reckon


@pytest.fixture
def chinese(make_app: Callable[..., Flask], clock: FixedClock) -> Iterator[None]:
    with make_app("sqlite://", CLOCK=clock).test_request_context("/?lang=zh"):
        yield


@pytest.fixture
def english(make_app: Callable[..., Flask], clock: FixedClock) -> Iterator[None]:
    with make_app("sqlite://", CLOCK=clock).test_request_context("/?lang=en"):
        yield


def test_dates_and_figures_in_chinese(chinese: None, clock: FixedClock) -> None:
    assert figures.day(date(2026, 11, 25)) == "11月25日（星期三）"
    assert figures.day(date(2027, 1, 4)) == "2027年1月4日（星期一）"
    assert figures.moment(clock.now()) == "11月20日 09:00"
    assert figures.left_words(3, "green") == "3 日"
    assert figures.left_words(0, "yellow") == "今天"
    assert figures.left_words(-2, "red") == "超 2 日"
    assert figures.left_words(4, "paused") == "余 4 日"
    assert figures.left_words(None, "green") == "—"
    assert figures.step_words(2) == "剩 2 个工作日"
    assert figures.figure(Decimal("1234567.50")) == "1,234,567.50"
    assert figures.size(20 * 1024 * 1024) == "20 MB"
    assert figures.size(10) == "1 KB"


def test_dates_and_figures_in_english(english: None) -> None:
    assert figures.day(date(2026, 11, 25)) == "Wed 25 Nov"
    assert figures.days_of(1) == "1 working day"
    assert figures.days_of(3) == "3 working days"
    assert figures.step_words(-1) == "1 working day over"


def test_every_day_of_the_calendar_says_what_it_was(chinese: None, clock: FixedClock) -> None:
    """Friday the 13th accepted, two days stopped: the sixth working day is the 25th; today is the 20th."""
    start = date(2026, 11, 13)
    pauses = [Pause(start + timedelta(days=4), start + timedelta(days=6), "第四十五条", "test")]
    counted = reckon(Limit.parse("6wd"), start, None, pauses, Calendar.china(), date(2026, 11, 20))
    cells = {cell.label: cell for week in calendars.calendar_of(counted, "受理").weeks for cell in week}
    assert cells["13"].words == "受理"
    assert cells["14"].words == "休"
    assert (cells["16"].words, cells["16"].look) == ("第 1 日", "c-used")
    assert (cells["18"].words, cells["18"].look) == ("停表", "c-stop")
    assert (cells["20"].words, cells["20"].mark) == ("第 3 日", "今天")
    assert (cells["25"].words, cells["25"].mark) == ("第 6 日", "最迟")
    assert all(len(week) == 7 for week in calendars.calendar_of(counted, "受理").weeks)
    assert "2 日停表" in calendars.excluded_words(counted)
    assert "第四十五条" in calendars.excluded_words(counted)


def test_a_long_calendar_folds_what_is_earlier(chinese: None, clock: FixedClock) -> None:
    counted = reckon(Limit.parse("60wd"), date(2026, 8, 3), None, [], Calendar.china(), date(2026, 11, 20))
    shown = calendars.calendar_of(counted, "受理")
    assert len(shown.weeks) == 5
    assert len(shown.earlier) > 5


def test_what_is_folded_away_is_never_today(chinese: None, clock: FixedClock) -> None:
    counted = reckon(Limit.parse("90d"), date(2026, 10, 12), None, [], Calendar.china(), date(2026, 11, 20))
    shown = calendars.calendar_of(counted, "立案")
    assert "今天" in [cell.mark for cell in shown.weeks[0]] and len(shown.earlier) == 5


def test_a_day_between_a_rest_day_and_the_last_is_none_of_the_limit(chinese: None, clock: FixedClock) -> None:
    """The fifth day is Saturday the 21st: Monday the 23rd, and five days are left, not seven."""
    counted = reckon(Limit.parse("5d"), date(2026, 11, 16), None, [], Calendar.china(), date(2026, 11, 16))
    cells = {cell.label: cell for week in calendars.calendar_of(counted, "受理").weeks for cell in week}
    assert [cells[n].words for n in ("21", "22", "23")] == ["第 5 日", "顺延", "顺延"] and counted.left == 5
    assert cells["23"].mark == "最迟"


def test_what_was_decided_says_how_much_it_took_and_not_what_is_left(chinese: None) -> None:
    begun = date(2026, 11, 16)
    for ended, words in ((None, "剩 2 个工作日"), (18, "用 2 个工作日"), (24, "超 1 个工作日")):
        until = date(2026, 11, ended) if ended else None
        counted = reckon(Limit.parse("5wd"), begun, until, [], Calendar.china(), date(2026, 11, 19))
        assert telling.reckoned_words(counted) == words


def test_a_form_that_is_shown_again(chinese: None) -> None:
    row = {"type": "object", "properties": {"n": {"type": "string", "title": "姓名"}}}
    form = read_form("x", {"type": "object", "properties": {"staff": {"type": "array", "title": "人员", "items": row}}})
    answers = {"staff": [{"n": ""}, {"n": "何"}, {"n": ""}, {"n": ""}]}
    told = asking.told(form, answers, [FieldError("staff.1.n", Text("太短", "too short"))])
    assert told.answers["staff"] == [{"n": ""}, {"n": "何"}]
    assert told.label("staff.1.n").zh == "人员 2 姓名"
    assert asking.field_id("staff.1.n") == "f-staff-1-n"


def test_where_a_file_comes_from_changes_with_its_content(chinese: None) -> None:
    from app.ui.addresses import asset, other_language_url

    assert "v=" in asset("early.js")
    assert asset("nothing.js").endswith("nothing.js")
    assert other_language_url() == "/?lang=en"


def test_a_moment_of_another_year_says_so(chinese: None) -> None:
    assert figures.moment(datetime.fromisoformat("2025-03-01T09:00:00+08:00")) == "2025年3月1日 09:00"


def test_the_end_of_a_last_day_is_told_as_of_that_day(chinese: None) -> None:
    end = datetime.fromisoformat("2026-11-21T00:00:00+08:00")
    assert figures.moment(end) == "11月20日 24:00" and figures.month_day(end) == "11-20"
    assert figures.day(end) == "11月20日（星期五）"
    new_year = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
    assert figures.moment(new_year) == "2025年12月31日 24:00"
    assert figures.moment(end + timedelta(minutes=1)) == "11月21日 00:01"
    assert figures.day(end.date()) == "11月21日（星期六）", "a date is that date"


_RANGED = {
    "type": "object",
    "properties": {
        "罚款": {"type": "number", "title": "罚款"},
        "听证日": {"type": "string", "format": "date", "title": "听证日"},
    },
}
_RANGES = {
    "fields": {
        "罚款": {"widget": "money", "min": "= 幅度.下限", "max": "= 幅度.上限", "unit": "元"},
        "听证日": {"min": "= 通知日"},
    }
}


def test_a_range_that_the_case_sets_stands_at_the_question(chinese: None) -> None:
    form = read_form("propose", _RANGED, _RANGES)
    known = {"幅度": {"下限": Decimal(65000), "上限": Decimal("85000.50")}, "通知日": date(2026, 11, 30)}
    assert asking.told(form, {}, known=known).ranges == {
        "罚款": "65,000 至 85,000.50 元",
        "听证日": "11月30日（星期一）或以后",
    }
    assert asking.told(form, {}, known={"幅度": {"上限": Decimal(900)}}).ranges == {"罚款": "不超过 900 元"}
    assert asking.told(form, {}).ranges == {}, "what the case does not tell yet limits nothing"
