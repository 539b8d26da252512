"""Working days and the statutory clock. Civil Code art. 201, 203; Licensing Law art. 82."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Calendar, Limit, light_of
from engine.running.reckoning import Pause, reckon

CHINA = Calendar.china()
DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 30))


def test_every_official_day_of_four_years_agrees_with_another_source():
    day = date(2023, 1, 1)
    while day < date(2027, 1, 1):
        assert CHINA.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_make_up_working_days_count_and_an_override_wins():
    assert CHINA.is_workday(date(2026, 2, 28))  # a Saturday worked for Spring Festival
    assert not Calendar.china({date(2026, 3, 3): False}).is_workday(date(2026, 3, 3))


def test_a_year_not_announced_is_provisional():
    assert not CHINA.is_provisional(date(2026, 12, 31)) and CHINA.is_provisional(date(2027, 1, 4))


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_passes_exactly_so_many(day, n):
    later = CHINA.add_workdays(day, n)
    assert CHINA.is_workday(later) and CHINA.workdays_between(day, later) == n


@given(DAYS, st.integers(1, 60))
def test_subtracting_is_the_way_back(day, n):
    back = CHINA.add_workdays(CHINA.add_workdays(day, n), -n)
    assert back <= day and CHINA.workdays_between(back, day) == 0  # the day itself, or the last working day before it


@pytest.mark.parametrize(
    ("begun", "limit", "last"),
    [
        (date(2026, 3, 2), "6wd", date(2026, 3, 10)),
        (date(2026, 9, 29), "2wd", date(2026, 10, 8)),  # over National Day
        (date(2026, 3, 2), "5d", date(2026, 3, 9)),  # the seventh is a Saturday, so the next working day
        (date(2026, 3, 2), "30d", date(2026, 4, 1)),
    ],
)
def test_the_last_day_of_a_period(begun, limit, last):
    assert CHINA.last_day(begun, Limit.parse(limit)) == last
    assert reckon(Limit.parse(limit), begun, None, [], CHINA, begun).deadline == last


def test_days_of_a_pause_do_not_count_and_say_why():
    pause = Pause(date(2026, 3, 3), date(2026, 3, 5), "行政许可法第四十五条", "test")
    reckoning = reckon(Limit(6, "wd"), date(2026, 3, 2), None, [pause], CHINA, date(2026, 3, 6))
    kinds = {d.date: (d.kind, d.number) for d in reckoning.days}
    assert kinds[date(2026, 3, 3)] == ("counted", 1) and kinds[date(2026, 3, 4)] == ("excluded", None)
    assert kinds[date(2026, 3, 6)] == ("counted", 2) and reckoning.deadline == date(2026, 3, 12)
    assert (reckoning.used, reckoning.left) == (2, 4)
    assert "第四十五条" in next(d for d in reckoning.days if d.kind == "excluded").note.zh


def test_the_light_of_a_case_and_how_many_days_over():
    def light(today: date) -> tuple[str, int]:
        reckoning = reckon(Limit(6, "wd"), date(2026, 3, 2), None, [], CHINA, today)
        return reckoning.light, reckoning.left

    assert light(date(2026, 3, 2)) == ("green", 6)
    assert light(date(2026, 3, 6)) == ("yellow", 2)
    assert light(date(2026, 3, 10)) == ("yellow", 0)
    assert light(date(2026, 3, 12)) == ("red", -2)


@given(DAYS, st.integers(1, 40), st.sampled_from(["wd", "d"]), st.integers(0, 80))
def test_used_and_left_add_up_to_the_limit(begun, amount, unit, later):
    limit = Limit(amount, unit)
    reckoning = reckon(limit, begun, None, [], CHINA, begun + timedelta(days=later))
    counted = [d for d in reckoning.days if d.kind == "counted" and d.date <= reckoning.deadline]
    assert reckoning.used + reckoning.left == len(counted) >= amount
    assert unit == "d" or len(counted) == amount


def test_the_light_of_a_step():
    due = datetime(2026, 3, 4, 16, tzinfo=UTC)
    warn = due - timedelta(days=1)
    assert [light_of(due, warn, due + timedelta(hours=h)) for h in (-48, -24, 0)] == ["green", "yellow", "red"]


def test_limits_are_read_strictly():
    assert Limit.parse("10wd").text.zh == "10 个工作日" and Limit.parse("1d").text.en == "1 calendar day"
    for wrong in ("", "10", "0wd", "-1d", "1w", "1.5d"):
        with pytest.raises(ValueError):
            Limit.parse(wrong)
