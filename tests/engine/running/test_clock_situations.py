"""The statutory clock in situations that go wrong easily, each worked out by hand on the official calendar first.

Written in the rows: ``3-09 16:00 X+`` begins the pause X, ``X-`` ends it, ``do`` does the step that is open. Days off
and worked days are copied from the notices of the State Council, not taken from the calendar that is tested.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine import Calendar, Case, CaseError, FixedClock, Limit, Model, read_model
from engine.running.reckoning import Reckoning
from tests.engine.running.conftest import flows, process

CHINA = Calendar.china()
HERE = ZoneInfo("Asia/Shanghai")
ARTICLES = {"X": "许可法第四十五条", "Y": "专家评审", "": "中止"}


def days(year: int, text: str) -> list[date]:
    """``3-09..3-11 3-18``: the days from 9 to 11 March, and the 18th; ``2027-`` before a day changes the year."""
    found: list[date] = []
    for part in text.split():
        first, _, last = part.partition("..")
        day, end = day_of(year, first), day_of(year, last or first)
        while day <= end:
            found.append(day)
            day += timedelta(days=1)
    return found


def day_of(year: int, text: str) -> date:
    numbers = [int(n) for n in text.split("-")]
    return date(*numbers) if len(numbers) == 3 else date(year, *numbers)


OFF = {
    *days(2024, "1-01 2-10..2-17 4-04..4-06 5-01..5-05 6-10 9-15..9-17 10-01..10-07"),
    *days(2026, "1-01..1-03 2-15..2-23 4-04..4-06 5-01..5-05 6-19..6-21 9-25..9-27 10-01..10-07 2027-1-01"),
}
WORKED = {
    *days(2024, "2-04 2-18 4-07 4-28 5-11 9-14 9-29 10-12"),
    *days(2026, "1-04 2-14 2-28 5-09 9-20 10-10"),
}


def works(day: date) -> bool:
    return day in WORKED or (day not in OFF and day.weekday() < 5)


def moment(text: str, year: int = 2026) -> datetime:
    """``3-09 16:00``; ``24:00`` is the end of the day."""
    day, _, hour = text.partition(" ")
    hours, minutes = (int(n) for n in (hour or "9:00").split(":"))
    midnight = datetime.combine(day_of(year, day), datetime.min.time(), HERE)
    return (midnight + timedelta(hours=hours, minutes=minutes)).astimezone(UTC)


def branch(id: str, more: str = "") -> str:
    return (
        f'<subProcess id="{id}" triggeredByEvent="true" daylight:branch="true" daylight:clock="excluded" '
        f'daylight:article="{ARTICLES[id]}" daylight:result="r{id}" {more}>'
        f'<startEvent id="{id}s" isInterrupting="false"><messageEventDefinition/></startEvent><userTask id="{id}t"/>'
        f'<endEvent id="{id}e"/><sequenceFlow id="{id}1" sourceRef="{id}s" targetRef="{id}t"/>'
        f'<sequenceFlow id="{id}2" sourceRef="{id}t" targetRef="{id}e"/></subProcess>'
    )


def model(
    limit: str, extension: str = "", more: str = "", step: str = "", body: str = "", attributes: str = ""
) -> Model:
    """A, then D that decides, then C; beside them the pauses X (``more``: its attributes) and Y."""
    extends = f'daylight:extension="{extension}"' if extension else ""
    return read_model(
        process(
            f'<startEvent id="s"/><userTask id="A" {step}/><userTask id="D" daylight:clock="ends"/><userTask id="C"/>'
            '<endEvent id="e"/>' + branch("X", more) + branch("Y") + body + flows("s A", "A D", "D C", "C e"),
            attributes=f'daylight:limit="{limit}" {extends}',
        )
    )


class Playing:
    """A case that is saved and restored before everything that happens to it."""

    def __init__(self, flow: Model, begun: str, year: int = 2026, calendar: Calendar = CHINA) -> None:
        self.flow, self.year, self.calendar = flow, year, calendar
        self.clock = FixedClock(moment(begun, year))
        self.case = Case.start(flow, clock=self.clock, calendar=calendar)

    def at(self, when: str) -> Case:
        self.clock.advance_to(moment(when, self.year))
        self.case = Case.unpack(self.flow, self.case.pack(), clock=self.clock, calendar=self.calendar)
        self.case.advance()
        return self.case

    def play(self, *happened: str) -> "Playing":
        for text in happened:
            day, hour, what, *more = text.split()
            self.happens(self.at(f"{day} {hour}"), what, *more)
        return self

    def happens(self, case: Case, what: str, *more: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "suspend": lambda: case.suspend("等待", by="head", article=ARTICLES[""]),
            "resume": lambda: case.resume("已结", by="head"),
            "extend": lambda: case.extend(Limit.parse(more[0]), "批准", by="head"),
            "return": lambda: case.return_to(more[0], "补充", by="li"),
            "do": lambda: self.do(next(t.element_id for t in case.tasks if t.element_id in "ADC")),
        }
        if what[-1] == "+":
            case.start_branch(what[0], "须评审", by="li")
        elif what[-1] == "-":
            self.do(f"{what[0]}t")
        else:
            acts[what]()

    def do(self, element: str) -> None:
        self.case.complete(self.task(element).id, {}, by="li")

    def task(self, element: str):
        return next(t for t in self.case.tasks if t.element_id == element)


def looked_at(case: Case, year: int) -> tuple[date, int, int, str, list[date]]:
    reckoned = case.limits.statutory
    assert reckoned
    excluded = [day.date for day in reckoned.days if day.kind == "excluded"]
    return reckoned.deadline, reckoned.used, reckoned.left, case.light, excluded


def explained(reckoned: Reckoning, today: date) -> None:
    """The list of days agrees with the sums, day by day, and with the days off and worked of the notices."""
    assert reckoned.days[0].kind == "first" and reckoned.days[0].date == reckoned.started_on
    until = reckoned.ended_on or today
    assert [d.date for d in reckoned.days] == days(
        0, f"{reckoned.started_on}..{max(reckoned.deadline, until, reckoned.started_on)}"
    )
    counted = [d for d in reckoned.days if d.kind == "counted"]
    assert [d.number for d in counted] == list(range(1, len(counted) + 1))
    assert reckoned.used == sum(d.date <= until for d in counted)
    amount = reckoned.limit.amount if reckoned.limit.unit != "h" else -(-reckoned.limit.amount // 24)
    full = counted[amount - 1].date
    assert full <= reckoned.deadline
    for day in reckoned.days[1:]:
        if day.kind == "excluded":
            assert any(article in day.note.zh for article in ARTICLES.values())
        elif full < day.date <= reckoned.deadline:  # only what moves a last day is between
            assert day.kind == ("moved" if reckoned.limit.unit != "wd" or works(day.date) else "rest")
            assert day.date == reckoned.deadline or not works(day.date)
        elif reckoned.limit.unit == "wd":
            assert (day.kind == "counted") == works(day.date) and day.kind in ("counted", "rest"), day
        else:
            assert day.kind == "counted", day
    assert (reckoned.left < 0) == (until > reckoned.deadline)
    assert reckoned.left >= 0 or -reckoned.left == max(1, sum(reckoned.deadline < d.date <= until for d in counted))
    assert reckoned.left < 0 or reckoned.left == sum(until < d.date <= reckoned.deadline for d in counted)


FROM_2 = ("3-02 9:00",)
ROWS = [
    # what (article), limit, extension, begun, what happens, looked at: last day, used, left, light, days left out
    # -------------------------------------------------- how it begins
    ("on a rest day, Civil Code 201: 9-13", "5wd", "", "3-07 10:00", [], "3-07 11:00", "3-13", 0, 5, "green", ""),
    ("on a rest day, calendar days: 2-6", "5d", "", "3-01 10:00", [], "3-02 9:00", "3-06", 1, 4, "green", ""),
    ("on a Saturday that is worked: 2-6 Mar", "5wd", "", "2-28 9:00", [], "3-02 9:00", "3-06", 1, 4, "green", ""),
    ("the first day is such a Saturday: 28, 2-5", "5wd", "", "2-27 9:00", [], "2-28 9:00", "3-05", 1, 4, "green", ""),
    ("last day before Spring Festival: 24-28", "5wd", "", "2-14 9:00", [], "2-23 9:00", "2-28", 0, 5, "green", ""),
    ("the same in days: Thu 19, so Tue 24; 203", "5d", "", "2-14 9:00", [], "2-20 9:00", "2-24", 5, 0, "yellow", ""),
    ("amid Spring Festival: 24-26", "3wd", "", "2-17 9:00", [], "2-24 9:00", "2-26", 1, 2, "yellow", ""),
    ("after office hours, on the net: 16-20", "5wd", "", "3-13 20:30", [], "3-16 9:00", "3-20", 1, 4, "green", ""),
    ("15:59Z is 23:59: 10, 11", "2wd", "", "3-09 23:59", [], "3-10 0:00", "3-11", 1, 1, "yellow", ""),
    ("16:01Z is the next day: 11, 12", "2wd", "", "3-10 0:01", [], "3-10 9:00", "3-12", 0, 2, "yellow", ""),
    ("across the New Year: 31, Sun 4, 5-7", "5wd", "", "2025-12-30 9:00", [], "1-05 9:00", "1-07", 3, 2, "yellow", ""),
    # -------------------------------------------------- how it ends
    ("a rest day, 203: Sat 14, so Mon 16", "12d", "", "3-02 9:00", [], "3-13 9:00", "3-16", 11, 1, "yellow", ""),
    ("that rest day itself is in time", "5d", "", "3-02 9:00", [], "3-08 9:00", "3-09", 5, 0, "yellow", ""),
    ("a Saturday that is worked does not move", "12d", "", "4-27 9:00", [], "5-08 9:00", "5-09", 11, 1, "yellow", ""),
    ("a holiday of a week: 1 Oct, so Thu 8", "7d", "", "9-24 9:00", [], "9-30 9:00", "10-08", 6, 1, "yellow", ""),
    ("working days pass over a holiday: 24, 28", "2wd", "", "9-23 9:00", [], "9-25 9:00", "9-28", 1, 1, "yellow", ""),
    ("the last minute, 203: 3-6, 9", "5wd", "", "3-02 9:00", [], "3-09 23:59", "3-09", 5, 0, "yellow", ""),
    ("the minute after", "5wd", "", "3-02 9:00", [], "3-10 0:00", "3-09", 6, -1, "red", ""),
    ("it ran out on Friday: on Saturday it is late", "5wd", "", "3-06 9:00", [], "3-14 9:00", "3-13", 5, -1, "red", ""),
    ("decided that Saturday: late for ever", "5wd", "", "3-06 9:00", ["3-12 9:00 do", "3-14 9:00 do"], "4-01 9:00",
     "3-13", 5, -1, "red", ""),
    ("decided in the last minute", "5wd", "", "3-02 9:00", ["3-09 9:00 do", "3-09 23:59 do"], "4-01 9:00",
     "3-09", 5, 0, "green", ""),
    ("hours do not wait for Monday, 201", "24h", "", "3-06 15:00", [], "3-06 16:00", "3-07", 0, 1, "yellow", ""),
    ("72 hours: three days, Sunday among them", "72h", "", "3-05 15:00", [], "3-06 9:00", "3-08", 1, 2, "yellow", ""),
    # -------------------------------------------------- pauses (Licensing Law 45, Compulsion Law 25)
    ("begun and ended on one day", "5wd", "", "3-02 9:00", ["3-04 9:00 X+", "3-04 16:00 X-"], "3-05 9:00",
     "3-09", 3, 2, "yellow", ""),
    ("of rest days only: nothing gained in working days", "5wd", "", "3-02 9:00", ["3-06 9:00 X+", "3-08 9:00 X-"],
     "3-09 9:00", "3-09", 5, 0, "yellow", "3-07 3-08"),
    ("of rest days only, calendar days: 3-6, 9", "5d", "", "3-02 9:00", ["3-06 9:00 X+", "3-08 9:00 X-"],
     "3-09 9:00", "3-09", 5, 0, "yellow", "3-07 3-08"),
    ("begins on a rest day: 3-6, 11", "5wd", "", "3-02 9:00", ["3-07 9:00 X+", "3-10 9:00 X-"], "3-11 9:00",
     "3-11", 5, 0, "yellow", "3-08..3-10"),
    ("correction and review overlap: 3, 4, 18-20, 23-27", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-09 9:00 Y+", "3-11 9:00 X-", "3-17 9:00 Y-"], "3-18 9:00", "3-27", 3, 7, "green",
     "3-05..3-17"),
    ("one inside the other: the same", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-09 9:00 Y+", "3-11 9:00 Y-", "3-17 9:00 X-"], "3-18 9:00", "3-27", 3, 7, "green",
     "3-05..3-17"),
    ("twice the same review at once: counted once", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-05 9:00 X+", "3-11 9:00 X-", "3-17 9:00 X-"], "3-18 9:00", "3-27", 3, 7, "green",
     "3-05..3-17"),
    ("they touch: 3, 4, 12, 13, 16-20, 23", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-09 9:00 X-", "3-09 9:00 Y+", "3-11 9:00 Y-"], "3-11 9:00", "3-23", 2, 8, "green",
     "3-05..3-11"),
    ("a day between them counts: 3, 4, 9, 12, 13, 16-20", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-06 9:00 X-", "3-09 9:00 Y+", "3-11 9:00 Y-"], "3-12 9:00", "3-20", 4, 6, "green",
     "3-05 3-06 3-10 3-11"),
    ("open: as if it ended today: 13, 16-20, 23, 24", "10wd", "", "3-02 9:00", ["3-04 9:00 X+"], "3-12 9:00",
     "3-24", 2, 8, "paused", "3-05..3-12"),
    ("the day on which it begins counts, and is dark at once", "10wd", "", "3-02 9:00", ["3-04 9:00 X+"],
     "3-04 15:00", "3-16", 2, 8, "paused", ""),
    ("begins on the last day: it ends with the pause", "5wd", "", "3-02 9:00", ["3-09 9:00 X+", "3-18 9:00 X-"],
     "3-18 23:59", "3-18", 5, 0, "yellow", "3-10..3-18"),
    ("and the day after is late", "5wd", "", "3-02 9:00", ["3-09 9:00 X+", "3-18 9:00 X-"], "3-19 0:00",
     "3-18", 6, -1, "red", "3-10..3-18"),
    ("on the last day, and ends on a Sunday, 203: Monday", "5wd", "", "3-02 9:00",
     ["3-09 9:00 X+", "3-15 9:00 X-"], "3-16 9:00", "3-16", 5, 0, "yellow", "3-10..3-15"),
    ("open since the last day: not late", "5wd", "", "3-02 9:00", ["3-09 9:00 X+"], "3-12 9:00", "3-12", 5, 0,
     "paused", "3-10..3-12"),
    ("takes the Monday to which the last day had moved: Mon 16", "5d", "", "3-02 9:00",
     ["3-07 9:00 X+", "3-13 9:00 X-"], "3-13 15:00", "3-16", 5, 0, "yellow", "3-08..3-13"),
    ("begun when it had run out: late stays late", "5wd", "", "3-02 9:00", ["3-10 9:00 X+"], "3-12 9:00", "3-09", 6, -1,
     "red", "3-11 3-12"),
    ("begun on the Saturday after it ran out: late too", "5wd", "", "3-06 9:00", ["3-14 9:00 X+", "3-18 9:00 X-"],
     "3-18 9:00", "3-13", 5, -1, "red", "3-15..3-18"),
    ("what comes after the decision changes nothing", "20wd", "", "3-02 9:00",
     ["3-03 9:00 do", "3-06 9:00 do", "3-09 9:00 X+", "4-01 9:00 X-"], "4-10 9:00", "3-30", 4, 16, "green", ""),
    ("a review that outlasts the decision", "20wd", "", "3-02 9:00",
     ["3-03 9:00 do", "3-04 9:00 X+", "3-06 9:00 do"], "4-10 9:00", "4-01", 2, 18, "green", "3-05 3-06"),
    # -------------------------------------------------- suspension
    ("suspended and resumed on one day", "5wd", "", "3-02 9:00", ["3-04 9:00 suspend", "3-04 16:00 resume"],
     "3-05 9:00", "3-09", 3, 2, "yellow", ""),
    ("over Spring Festival: 10-12, 26-28, 2-5", "10wd", "", "2-09 9:00", ["2-12 9:00 suspend", "2-25 9:00 resume"],
     "2-26 9:00", "3-05", 4, 6, "green", "2-13..2-25"),
    ("inside a review: 3, 4, 23-27, 30, 31, 1 Apr", "10wd", "", "3-02 9:00",
     ["3-04 9:00 X+", "3-09 9:00 suspend", "3-18 9:00 resume", "3-20 9:00 X-"], "3-23 9:00", "4-01", 3, 7, "green",
     "3-05..3-20"),
    ("on the last day: it ends with the day of resumption", "5wd", "", "3-02 9:00",
     ["3-09 9:00 suspend", "4-20 9:00 resume"], "4-20 20:00", "4-20", 5, 0, "yellow", "3-10..4-20"),
    # -------------------------------------------------- extension (Licensing Law 42, Compulsion Law 25)
    ("before it runs out: 31, 1-3, 7-10, 13, 14", "20wd", "10wd", "3-02 9:00", ["3-25 9:00 extend 10wd"], "3-26 9:00",
     "4-14", 18, 12, "green", ""),
    ("in the last hour", "20wd", "10wd", "3-02 9:00", ["3-30 23:00 extend 10wd"], "3-31 9:00", "4-14", 21, 9,
     "green", ""),
    ("in two parts", "20wd", "10wd", "3-02 9:00", ["3-25 9:00 extend 4wd", "4-02 9:00 extend 6wd"], "4-03 9:00",
     "4-14", 24, 6, "green", ""),
    ("while a review stands on the last day: 9, 10, 13-17, 20-22", "20wd", "10wd", "3-02 9:00",
     ["3-30 9:00 X+", "4-08 9:00 extend 10wd", "4-08 10:00 X-"], "4-08 11:00", "4-22", 20, 10, "green",
     "3-31..4-08"),
    ("calendar days: Sat 9 May is worked; 30 more: Mon 8 Jun", "60d", "30d", "3-10 9:00", ["5-09 9:00 extend 30d"],
     "5-11 9:00", "6-08", 62, 28, "green", ""),
    ("60 days are one period: not from the Tuesday to which 30 had moved", "30d", "30d", "3-05 9:00",
     ["4-07 9:00 extend 30d"], "4-08 9:00", "5-06", 34, 26, "green", ""),
    # -------------------------------------------------- going back
    ("to an earlier step: the case's clock goes on", "20wd", "", "3-02 9:00",
     ["3-04 9:00 do", "3-10 9:00 return A"], "3-11 9:00", "3-30", 7, 13, "green", ""),
    ("after the decision: the days since count", "20wd", "", "3-02 9:00",
     ["3-04 9:00 do", "3-10 9:00 do", "3-20 9:00 return A"], "3-20 10:00", "3-30", 14, 6, "green", ""),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_as_counted_by_hand(row):
    _, limit, extension, begun, happened, seen, last, used, left, light, excluded = row
    played = Playing(model(limit, extension), begun)
    case = played.play(*happened).at(seen)
    assert looked_at(case, 2026) == (day_of(2026, last), used, left, light, days(2026, excluded))
    assert case.limits.statutory
    explained(case.limits.statutory, moment(seen).astimezone(HERE).date())


@pytest.mark.parametrize(
    ("begun", "limit", "last"),
    [("2-28 9:00", "3d", "3-04"), ("2-29 9:00", "30d", "4-01"), ("2-27 9:00", "2wd", "2-29")],
)
def test_the_leap_day_is_a_day(begun, limit, last):
    """28 Feb 2024: 29, 1, Sat 2: Mon 4. From the 29th, 30 days end on Sat 30 March: Mon 1 April."""
    case = Playing(model(limit), begun, 2024).at("2-29 10:00")
    assert case.limits.statutory and case.limits.statutory.deadline == day_of(2024, last)
    explained(case.limits.statutory, date(2024, 2, 29))


# ---------------------------------------------------------------------- extension


@pytest.mark.parametrize(
    ("allowed", "happened", "refused"),
    [
        ("10wd", [], "3-31 0:00 extend 10wd"),  # ran out on Monday the 30th at 24:00
        ("10wd", ["3-30 9:00 extend 10wd"], "3-31 9:00 extend 1wd"),  # no more than the law allows
        ("10d", [], "3-10 9:00 extend 10d"),  # in another unit than the limit: what would it be added to?
        ("10wd", ["3-03 9:00 do", "3-04 9:00 do"], "3-05 9:00 extend 10wd"),  # decided
    ],
)
def test_an_extension_that_is_none(allowed, happened, refused):
    """Licensing Law art. 42: what cannot be decided *within* the limit is extended with the head's approval."""
    played = Playing(model("20wd", allowed), "3-02 9:00").play(*happened)
    before = played.case.pack()
    with pytest.raises(CaseError):
        played.play(refused)
    assert played.case.pack() == before


# ---------------------------------------------------------------------- a year that is announced while a pause is open

ANNOUNCED = Calendar.china({date(2027, 1, 4): False, date(2027, 1, 9): True}, announced_through=2027)


def test_a_pause_over_a_year_that_is_announced_meanwhile():
    """9-11 (3), 14-18 (8), 21-24 (12); from 25 December to 8 January nothing counts.

    Before: 11-15 (17), 18-20 (20). With Saturday the 9th worked: 9 (13), 11-15 (18), 18, 19 (20).
    """
    played = Playing(model("20wd"), "12-08 9:00").play("12-24 9:00 X+")
    reckoned = played.at("2027-1-08 9:00").limits.statutory
    assert reckoned and reckoned.provisional and reckoned.deadline == date(2027, 1, 20)
    played.calendar = ANNOUNCED
    played.play("2027-1-08 15:00 X-")
    reckoned = played.at("2027-1-11 9:00").limits.statutory
    assert reckoned and not reckoned.provisional and reckoned.deadline == date(2027, 1, 19)
    assert (reckoned.used, reckoned.left) == (14, 6)
    assert [d.date for d in reckoned.days if d.kind == "excluded"] == days(2026, "12-25..2027-1-08")


# ---------------------------------------------------------------------- a step's own limit


def test_a_step_that_is_returned_to_begins_anew_and_the_case_does_not():
    flow = model("20wd", step='daylight:limit="5wd"')
    played = Playing(flow, "3-02 9:00")
    assert played.task("A").due_at == CHINA.end_of(date(2026, 3, 9))
    played.play("3-04 9:00 do", "3-10 9:00 return A")
    assert played.task("A").due_at == CHINA.end_of(date(2026, 3, 17))


def test_a_review_beside_a_step_stops_the_case_and_not_the_step():
    played = Playing(model("20wd", step='daylight:limit="5wd"'), "3-02 9:00").play("3-04 9:00 X+")
    played.at("3-12 9:00")
    task = played.task("A")
    assert (task.due_at, task.paused, played.case.light) == (CHINA.end_of(date(2026, 3, 9)), False, "paused")
    assert not played.task("Xt").paused  # the review itself has its own time, and takes it


def test_a_review_that_holds_a_step_stops_both():
    """3, 4 (2), 13 (3), 16, 17 (5); while it goes on, as if it ended today."""
    played = Playing(model("20wd", more='daylight:holds="A"', step='daylight:limit="5wd"'), "3-02 9:00")
    played.play("3-04 9:00 X+").at("3-11 9:00")
    assert (played.task("A").paused, played.task("A").due_at) == (True, CHINA.end_of(date(2026, 3, 16)))
    played.play("3-12 9:00 X-").at("3-13 9:00")
    assert (played.task("A").paused, played.task("A").due_at) == (False, CHINA.end_of(date(2026, 3, 17)))


@pytest.mark.parametrize(
    ("happened", "due"),
    [
        ([], "3-03 9:00"),
        (["3-02 10:00 suspend", "3-04 10:00 resume"], "3-05 9:00"),
        (["3-02 10:00 suspend", "3-02 11:00 resume", "3-02 23:30 suspend", "3-03 0:30 resume"], "3-03 11:00"),
        (["3-02 10:00 X+", "3-02 18:00 X-"], "3-03 9:00"),
    ],
)
def test_hours_of_a_step_run_through_midnight_and_stop_while_the_case_is_suspended(happened, due):
    played = Playing(model("20wd", step='daylight:limit="24h"'), "3-02 9:00").play(*happened)
    assert played.task("A").due_at == moment(due)


def test_a_step_suspended_on_its_last_day_has_the_day_of_the_resumption():
    played = Playing(model("20wd", step='daylight:limit="5wd"'), "3-02 9:00")
    played.play("3-09 10:00 suspend", "3-18 9:00 resume")
    assert played.task("A").due_at == CHINA.end_of(date(2026, 3, 18))


# ---------------------------------------------------------------------- timers


def timed(duration: str, kind: str = "timeDuration") -> str:
    """A deemed result, beside what is being done."""
    return (
        f'<subProcess id="T" triggeredByEvent="true"><startEvent id="Ts"><timerEventDefinition><{kind}>= {duration}'
        f'</{kind}></timerEventDefinition></startEvent><userTask id="Deemed"/><endEvent id="Te"/>'
        '<sequenceFlow id="T1" sourceRef="Ts" targetRef="Deemed"/>'
        '<sequenceFlow id="T2" sourceRef="Deemed" targetRef="Te"/></subProcess>'
    )


STATUTE = timed("statute + calendar days(1)", "timeDate")
WEEK = timed("working days(5)")


@pytest.mark.parametrize(
    ("body", "happened", "not_yet", "then"),
    [
        (STATUTE, [], "3-09 23:59", "3-10 0:00"),
        (WEEK, [], "3-09 23:59", "3-09 24:00"),
        # the clock stands: nothing is deemed, however long it takes (Licensing Law art. 45, Compulsion Law art. 25)
        (STATUTE, ["3-04 9:00 X+"], "6-01 9:00", None),
        (STATUTE, ["3-04 9:00 X+", "3-17 9:00 X-"], "3-20 23:59", "3-20 24:00"),  # 18 (3), 19, 20 (5)
        (STATUTE, ["3-09 9:00 X+", "3-17 9:00 X-"], "3-17 23:59", "3-17 24:00"),
        (STATUTE, ["3-04 9:00 X+", "3-06 9:00 Y+", "3-17 9:00 X-"], "6-01 9:00", None),
        # a timer in days is a limit of its own: it goes on beside a review, and stops with the case
        (WEEK, ["3-04 9:00 X+"], "3-09 23:59", "3-09 24:00"),
        (WEEK, ["3-09 10:00 suspend", "3-18 9:00 resume"], "3-18 23:59", "3-18 24:00"),
        (STATUTE, ["3-09 10:00 suspend", "3-18 9:00 resume"], "3-18 23:59", "3-18 24:00"),
        (STATUTE, ["3-09 9:00 extend 5wd"], "3-16 23:59", "3-16 24:00"),
        (STATUTE, ["3-03 9:00 do", "3-04 9:00 do"], "6-01 9:00", None),  # decided: there is nothing to be deemed
    ],
)
def test_a_deemed_result_comes_at_the_limit_and_not_before(body, happened, not_yet, then):
    played = Playing(model("5wd", "5wd", body=body), "3-02 9:00").play(*happened)
    assert "Deemed" not in [t.element_id for t in played.at(not_yet).tasks]
    if then:
        (deemed,) = (t for t in played.at(then).tasks if t.element_id == "Deemed")
        assert deemed.opened_at == moment(then)


@pytest.mark.parametrize(
    ("begun", "due"), [("2026-1-31", "2-28"), ("2026-3-31", "4-30"), ("2024-1-31", "2024-2-29"), ("2026-4-30", "5-30")]
)
def test_a_period_of_a_month_ends_on_the_same_day_or_the_last(begun, due):
    """Civil Code art. 202: where the last month has no such day, on its last day."""
    body = timed('date(received) + @"P1M" + calendar days(1)', "timeDate")
    played = Playing(model("5wd", body=body), f"{begun} 9:00")
    assert [at for at, _ in played.case.due] == [moment(f"{due} 24:00")]


# ---------------------------------------------------------------------- another version of the flow

LINE = flows("s A", "A D", "D e")


def plain(step: str = "", limit: str = "20d", decides: str = "") -> Model:
    return read_model(
        process(
            f'<startEvent id="s"/><userTask id="A" {step}/><userTask id="D" {decides}/><endEvent id="e"/>{LINE}',
            attributes=f'daylight:limit="{limit}"',
        )
    )


EXCLUDED = 'daylight:clock="excluded" daylight:article="许可法第四十五条"'
MOVES = [
    # begun under, moved to; last day, used on the 20th, light
    ("time that did not count counts again: 11-20", plain(EXCLUDED), plain(), "3-30", 10, "green"),
    ("time that counted does not any more: 3-10", plain(), plain(EXCLUDED), "4-01", 8, "paused"),
    ("not counted under either: one pause", plain(EXCLUDED), plain(EXCLUDED), "4-09", 0, "paused"),
    ("another limit", plain(), plain(limit="10wd"), "3-16", 14, "red"),
    ("counting begins with the case, had not begun", plain('daylight:clock="starts"'), plain(), "3-23", 18, "yellow"),
]  # fmt: skip


@pytest.mark.parametrize("row", MOVES, ids=[row[0] for row in MOVES])
def test_a_case_that_is_moved_goes_by_the_new_version_from_that_day(row):
    what, old, new, last, used, light = row
    played = Playing(old, "3-02 9:00")
    played.case = played.at("3-10 9:00").migrate(new, "新版本施行", by="admin", accept=True)
    played.flow = new
    case = played.at("3-20 9:00")
    reckoned = case.limits.statutory
    assert reckoned and (reckoned.deadline, reckoned.used, case.light) == (day_of(2026, last), used, light), what


ELSEWHERE = read_model(
    process(
        '<startEvent id="s"/><userTask id="A"/><userTask id="D"/><endEvent id="e"/>'
        '<boundaryEvent id="b" attachedToRef="A"><messageEventDefinition messageRef="m"/></boundaryEvent>'
        '<userTask id="B" daylight:clock="starts"/>' + flows("s A", "A D", "D e", "b B", "B e"),
        '<message id="m" name="m"/>',
        attributes='daylight:limit="20d"',
    )
)
BEHIND = [
    # begun under, moved to, what is to be accepted; last day and used on the 20th
    ("begins with a step behind the case: from the day of receipt",
     plain(decides='daylight:clock="starts"'), plain('daylight:clock="starts"'), ["A"], "3-23", 18),
    ("would not have begun, and does not", ELSEWHERE, ELSEWHERE, [], None, None),
    ("ends with a step behind the case: counts until it ends",
     plain(decides='daylight:clock="ends"'), plain('daylight:clock="ends"'), ["A"], "3-23", 18),
    ("had ended, and ends with a step to come: goes on",
     plain('daylight:clock="ends"'), plain(decides='daylight:clock="ends"'), ["D"], "3-23", 18),
    ("had ended, under both", plain('daylight:clock="ends"'), plain('daylight:clock="ends"'), [], "3-23", 2),
]  # fmt: skip


@pytest.mark.parametrize("row", BEHIND, ids=[row[0] for row in BEHIND])
def test_a_clock_that_begins_or_ends_behind_the_case_is_to_be_accepted(row):
    what, old, new, accepted, last, used = row
    played = Playing(old, "3-02 9:00").play("3-04 9:00 do")
    plan = played.at("3-10 9:00").plan_migration(new)
    assert ([f.element for f in plan.to_accept], plan.problems) == (accepted, ()), what
    played.case = played.at("3-10 9:00").migrate(new, "新版本施行", by="admin", accept=True)
    played.flow = new
    reckoned = played.at("3-20 9:00").limits.statutory
    assert (reckoned and reckoned.deadline, reckoned and reckoned.used) == (last and day_of(2026, last), used), what


def test_a_review_that_held_a_step_is_known_under_its_new_name():
    old = model("20wd", more='daylight:holds="A"', step='daylight:limit="5wd"')
    text = next(iter(old.files.values())).decode()
    new = read_model(text.replace('id="X"', 'id="Review"').encode(), "Main")
    played = Playing(old, "3-02 9:00").play("3-04 9:00 X+", "3-12 9:00 X-")
    due = played.task("A").due_at
    moved = played.case.migrate(new, "改名", by="admin", mapping={"X": "Review"})
    assert next(t for t in moved.tasks if t.element_id == "A").due_at == due == CHINA.end_of(date(2026, 3, 17))


def test_a_case_that_is_ended_while_suspended_is_reckoned_to_that_day():
    played = Playing(model("20wd"), "3-02 9:00").play("3-05 9:00 suspend")
    played.at("3-09 9:00").terminate("不再需要", by="head")
    before = played.case.limits.statutory
    assert before == played.at("4-09 9:00").limits.statutory
    assert before and (before.used, before.ended_on) == (3, date(2026, 3, 9))


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_a_pause_is_over_when_what_it_waited_for_has_come_or_is_gone(interrupting):
    """An event beside a step says that its time does not count: until it comes, or the step is given up."""
    event = (
        f'<boundaryEvent id="b" attachedToRef="A" cancelActivity="{interrupting}" daylight:clock="excluded" '
        'daylight:article="许可法第四十五条"><timerEventDefinition><timeDuration>= working days(3)</timeDuration>'
        "</timerEventDefinition></boundaryEvent>"
    )
    flow = read_model(
        process(
            f'<startEvent id="s"/><userTask id="Z"/><userTask id="A"/>{event}<userTask id="B"/><endEvent id="e"/>'
            + flows("s Z", "Z A", "A e", "b B", "B e"),
            attributes='daylight:limit="20wd"',
        )
    )
    came, returned = Playing(flow, "3-02 9:00"), Playing(flow, "3-02 9:00")
    for played in (came, returned):
        played.do("Z")
    assert looked_at(came.at("3-10 9:00"), 2026)[4] == days(2026, "3-03..3-05")
    returned.at("3-04 9:00").return_to("Z", "补充", by="li", task_id=returned.task("A").id)
    assert looked_at(returned.at("3-10 9:00"), 2026)[4] == days(2026, "3-03 3-04")
