"""Dates, times, durations and the calendar of the case."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from engine.feel import Env, FeelError, compile_feel
from tests.engine.feel.support import CHINA, FRIDAY, WeekdayCalendar, feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-02-29"', date(2024, 2, 29)),
        ('date("2023-02-29")', None),
        ('@"10:00:00.5+08:00"', time(10, 0, 0, 500000, CHINA)),
        ('date and time("2024-01-01T24:00:00")', datetime(2024, 1, 2)),
        ('@"2024-01-31" + @"P1M"', date(2024, 2, 29)),
        ('@"2024-01-01" - @"2023-01-01"', timedelta(365)),
        ('@"2024-01-01" + @"PT36H"', date(2024, 1, 2)),
        ('@"23:00:00" + @"PT2H"', time(1)),
        ('@"PT1H" * 1.5', timedelta(hours=1.5)),
        ('string(@"P1Y" + @"P3M")', "P1Y3M"),
        ('string(@"-PT36H")', "-P1DT12H"),
        ('@"P1D" / @"PT12H"', 2),
        ('string(@"2024-12-31T23:59:59.999999999@Asia/Shanghai")', "2024-12-31T23:59:59.999999999@Asia/Shanghai"),
        ('string(@"-0044-03-15" - @"P1D")', "-0044-03-14"),
        ('string(date("999999999-12-31"))', "999999999-12-31"),
        ('date("9999-12-31") + @"P1D" > date("9999-12-31")', True),
        ('@"2024-06-01T12:00:00Z" = @"2024-06-01T20:00:00@Asia/Shanghai"', True),
        ('@"2024-06-01T12:00:00" < @"2024-06-01T20:00:00Z"', None),
        ('@"2024-06-01T12:00:00Z" - @"2024-06-01"', timedelta(hours=12)),
        ('string(years and months duration(@"2024-01-31", @"2025-03-30"))', "P1Y1M"),
        ('@"2024-06-01T12:00:00@Asia/Shanghai".time offset', timedelta(hours=8)),
        ('date(@"2024-06-01T12:00:00Z")', date(2024, 6, 1)),
        ("hours(1.5)", timedelta(minutes=90)),
    ],
)
def test_dates_and_durations(text, expected):
    assert feel(text) == expected


def test_working_days_follow_the_calendar():
    assert feel("today() + working days(1)") == date(2025, 1, 6)
    assert feel("today() - working days(1)") == date(2025, 1, 2)
    assert feel("working days(1) + working days(2) = working days(3)") is True
    assert feel("today() + 2 * working days(1)") == date(2025, 1, 7)
    assert feel('promise - working days(2) > @"2025-01-01"', promise=date(2025, 1, 8)) is True


def test_working_days_keep_the_time_of_day():
    assert feel("received + working days(1)", received=FRIDAY) == datetime(2025, 1, 6, 10, 30, tzinfo=CHINA)
    assert feel("received + calendar days(1)", received=FRIDAY) == datetime(2025, 1, 4, 10, 30, tzinfo=CHINA)


def test_working_days_are_counted_where_the_calendar_is_kept():
    sunday_night_in_china = datetime(2025, 1, 3, 17, tzinfo=UTC)  # 01:00 on Saturday there
    assert feel("x + working days(1)", x=sunday_night_in_china) == datetime(2025, 1, 5, 17, tzinfo=UTC)


def test_today_is_the_calendars():
    env = Env(datetime(2025, 1, 3, 17, tzinfo=UTC), WeekdayCalendar())
    assert compile_feel("today()")({}, env) == date(2025, 1, 4)


@pytest.mark.parametrize("text", ["today()", 'date("2025-01-01") + working days(1)'])
def test_without_clock_or_calendar_it_refuses(text):
    with pytest.raises(FeelError) as caught:
        compile_feel(text)({}, Env())
    assert caught.value.text.zh
    assert caught.value.text.en


def test_whole_days_only():
    assert feel("working days(1.5)") is None
