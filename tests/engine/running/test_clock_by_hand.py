"""The statutory clock against days counted by hand on the official calendar of 2026.

Off: 1-3 Jan; 15-23 Feb; 4-6 Apr; 1-5 May; 19-21 Jun; 25-27 Sep; 1-7 Oct. Worked: Sun 4 Jan; Sat 14 and 28 Feb;
Sat 9 May; Sun 20 Sep; Sat 10 Oct. Each row names its rule of the law;
"14 Sat (1)" means: Saturday the 14th is the first day.
"""

from datetime import UTC, date, datetime

import pytest

from engine import Calendar, Case, FixedClock, Limit, Model, read_model
from engine.running.reckoning import Reckoning
from tests.engine.running.conftest import flows, process

CHINA = Calendar.china()


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour - 8 if hour >= 8 else hour, tzinfo=UTC)


def model(limit: str, extension: str) -> Model:
    """Two steps whose time does not count, each between steps whose time does."""
    excluded = 'daylight:clock="excluded" daylight:article="art. 45"'
    return read_model(
        process(
            f'<startEvent id="s"/><userTask id="A"/><userTask id="X" {excluded}/><userTask id="B"/>'
            f'<userTask id="Y" {excluded}/><userTask id="C"/><endEvent id="e"/>'
            + flows("s A", "A X", "X B", "B Y", "Y C", "C e"),
            attributes=f'daylight:limit="{limit}"' + (f' daylight:extension="{extension}"' if extension else ""),
        )
    )


def last_day(begun: date, limit: str, extended: str = "", pauses: list[tuple[date, date]] | None = None) -> Reckoning:
    """Played by a case that begins on that day; saved and restored on every day on which something happens."""
    flow = model(limit, extended)
    clock = FixedClock(at(begun.month, begun.day, year=begun.year))
    case = Case.start(flow, clock=clock, calendar=CHINA)
    for first, last in pauses or []:
        for day in (first, last):
            clock.advance_to(at(day.month, day.day))
            case = Case.unpack(flow, case.pack(), clock=clock, calendar=CHINA)
            case.complete(case.tasks[0].id, {}, by="li")
    if extended:
        case.extend(Limit.parse(extended), "批准", by="head")
    assert case.limits.statutory
    return case.limits.statutory


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


RULES = [
    # what, begins on, limit, extension, (pause begins, ends), last day; counted by hand
    ("day counting; Civil Code art. 201, 203", d(3, 2), "5d", "", [], d(3, 9)),  # 7 Mar is a Saturday: Mon 9
    ("correction notice, 5 days; Licensing Law art. 32", d(2, 13), "5wd", "", [], d(2, 27)),
    # 14 Sat (1), 24-27 (5)
    ("decision, 20 days; art. 42", d(2, 13), "20wd", "", [], d(3, 19)),
    # 14 (1), 24-27 (5), 28 Sat (6), 2-6 Mar (11), 9-13 (16), 16-19 (20)
    ("decision extended by 10 days; art. 42", d(2, 13), "20wd", "10wd", [], d(4, 2)),
    # 20 Mar (21), 23-27 (26), 30-31 (28), 1-2 Apr (30)
    ("joint handling, 45 days; art. 42", d(9, 14), "45wd", "", [], d(11, 20)),
    # 15-18 (4), 20 Sun (5), 21-24 (9), 28-30 (12), 8-9 Oct (14), 10 Sat (15), five weeks to 13 Nov (40), 16-20 (45)
    ("joint handling extended by 15 days; art. 42", d(9, 14), "45wd", "15wd", [], d(12, 11)),  # three more weeks
    ("first review by the lower level, 20 days; art. 43", d(4, 24), "20wd", "", [], d(5, 26)),
    # 27-30 (4), 6-8 May (7), 9 Sat (8), 11-15 (13), 18-22 (18), 25-26 (20)
    ("issue and deliver, 10 days; art. 44", d(6, 17), "10wd", "", [], d(7, 2)),
    # 18 (1), 22-26 (6), 29-30 (8), 1-2 Jul (10)
    ("a hearing is not counted; art. 45", d(3, 2), "20wd", "", [(d(3, 9), d(3, 20))], d(4, 13)),
    # 3-6 (4), 9 (5), 23-27 (10), 30 Mar - 3 Apr (15), 7-10 (19), 13 (20)
    ("hearing held within 20 days; art. 46-48", d(12, 8), "20wd", "", [], d(1, 6, 2027)),
    # 9-11 (3), 14-18 (8), 21-25 (13), 28-31 (17), 4-6 Jan (20), the calendar of 2027 being provisional
    ("penalty: hearing asked for in 5 days; Penalty Law art. 64, 85", d(4, 30), "5wd", "", [], d(5, 11)),
    # 6-8 May (3), 9 Sat (4), 11 (5)
    ("penalty: decision in 90 days of filing; art. 60", d(7, 6), "90d", "", [], d(10, 8)),
    # 31 Jul (25), 31 Aug (56), 30 Sep (86), 4 Oct (90) is National Day: Thu 8
    ("penalty: delivery in 7 days; art. 61, 85", d(2, 12), "7wd", "", [], d(2, 28)),
    # 13 (1), 14 Sat (2), 24-27 (6), 28 Sat (7)
    ("penalty: payment in 15 days; art. 67", d(9, 16), "15d", "", [], d(10, 8)),  # 1 Oct (15): Thu 8
    ("sealing, 30 days; Coercion Law art. 25", d(1, 22), "30d", "", [], d(2, 24)),  # 21 Feb (30): Tue 24
    ("sealing: testing is not counted; art. 25", d(1, 22), "30d", "", [(d(1, 26), d(2, 2))], d(2, 28)),
    # 26 Jan (4), 3 Feb (5), 28 Feb (30): a Saturday that is worked
    ("sealing extended by 30 days; art. 25", d(1, 22), "30d", "30d", [(d(1, 26), d(2, 2))], d(3, 30)),
    ("disclosure, 20 days; Disclosure Regulations art. 33", d(8, 31), "20wd", "", [], d(9, 28)),
    # 1-4 (4), 7-11 (9), 14-18 (14), 20 Sun (15), 21-24 (19), 28 (20)
    ("disclosure: third party's opinion; art. 32", d(8, 31), "20wd", "", [(d(9, 9), d(9, 18))], d(10, 13)),
    # 1-4 (4), 7-9 (7), 20 Sun (8), 21-24 (12), 28-30 (15), 8-9 Oct (17), 10 Sat (18), 12-13 (20)
    ("disclosure extended; art. 33", d(8, 31), "20wd", "20wd", [(d(9, 9), d(9, 18))], d(11, 10)),
    # 14-16 (23), 19-23 (28), 26-30 (33), 2-6 Nov (38), 9-10 (40)
    ("disclosure: correction notice, 7 days; art. 30", d(4, 3), "7wd", "", [], d(4, 15)),  # 7-10 (4), 13-15 (7)
    ("third party's opinion, 15 days; art. 32", d(6, 10), "15wd", "", [], d(7, 2)),
    # 11-12 (2), 15-18 (6), 22-26 (11), 29-30 (13), 1-2 Jul (15)
    ("reconsideration, 60 days", d(7, 31), "60d", "", [], d(9, 29)),  # 31 Aug (31), 29 Sep (60)
    ("reconsideration extended by 30 days", d(7, 31), "60d", "30d", [], d(10, 29)),
    ("simplified reconsideration, 30 days", d(9, 2), "30d", "", [], d(10, 8)),  # 2 Oct (30): Thu 8
    ("complaint, 5 working days", d(12, 31, 2025), "5wd", "", [], d(1, 8)),  # 4 Sun (1), 5-8 (5)
    ("supervision order, 5 working days", d(9, 18), "5wd", "", [], d(9, 24)),  # 20 Sun (1), 21-24 (5)
]  # fmt: skip


@pytest.mark.parametrize(("what", "begun", "limit", "extended", "pauses", "last"), RULES, ids=[r[0] for r in RULES])
def test_the_last_day_of_each_rule(what, begun, limit, extended, pauses, last):
    assert last_day(begun, limit, extended, pauses).deadline == last


def test_told_seven_working_days_before_the_hearing():
    """Licensing Law art. 48, Penalty Law art. 64. Back from Wed 14 Oct: 13, 12, 10 Sat, 9, 8 (5), 30, 29 Sep (7)."""
    assert CHINA.add_workdays(d(10, 14), -7) == d(9, 29)


def test_a_report_within_24_hours_does_not_wait_for_monday():
    """Coercion Law art. 19: seized on Saturday 7 March at 15:00."""
    assert CHINA.due(at(3, 7, 15), Limit(24, "h")) == at(3, 8, 15)


def test_a_year_of_one_case():
    """Joint handling, 45 + 15 days, accepted on Mon 5 Jan; two hearings, two suspensions."""
    flow = model("45wd", "15wd")
    clock = FixedClock(at(1, 5))
    case = Case.start(flow, clock=clock, calendar=CHINA)

    def on(month: int, day: int) -> Case:
        nonlocal case
        clock.advance_to(at(month, day))
        case = Case.unpack(flow, case.pack(), clock=clock, calendar=CHINA)
        return case

    def step(month: int, day: int) -> None:
        on(month, day).complete(case.tasks[0].id, {}, by="li")

    step(1, 19)  # the hearing begins: the 20th to the 30th do not count
    step(1, 30)
    on(3, 10).suspend("须以另案结果为依据", by="head", article="中止")  # 11 March to 30 April
    on(4, 30).resume("另案已结", by="head")
    step(5, 8)  # expert review: 9 May to 22 June
    step(6, 22)
    on(6, 30)
    assert case.limits.statutory and case.limits.statutory.deadline == d(7, 3)
    case.extend(Limit(15, "wd"), "情况复杂", by="head")
    assert case.limits.statutory.deadline == d(7, 24)
    on(7, 10).suspend("等待鉴定", by="head", article="中止")  # 11 July to 30 November
    on(11, 30).resume("鉴定完成", by="head")
    counted = [
        *days(1, 6, 9), *days(1, 12, 16), d(1, 19),  # 10
        *days(2, 2, 6), *days(2, 9, 14), *days(2, 24, 28),  # 26, with Saturdays 14 and 28
        *days(3, 2, 6), d(3, 9), d(3, 10),  # 33
        *days(5, 6, 8),  # 36, after the holiday
        *days(6, 23, 26), d(6, 29), d(6, 30), *days(7, 1, 3),  # 45
        *days(7, 6, 10),  # 50
        *days(12, 1, 4), *days(12, 7, 11), d(12, 14),  # 60
    ]  # fmt: skip
    reckoned = case.limits.statutory
    assert [day.date for day in reckoned.days if day.kind == "counted"] == counted
    assert [day.number for day in reckoned.days if day.kind == "counted"] == list(range(1, 61))
    assert reckoned.deadline == d(12, 14) and (reckoned.used, reckoned.left) == (50, 10)
    kinds = {day.date: (day.kind, day.note.zh) for day in reckoned.days}
    assert kinds[d(1, 20)] == ("excluded", "停表 art. 45") and kinds[d(3, 11)] == ("excluded", "停表 中止")
    assert kinds[d(2, 16)][0] == kinds[d(5, 2)][0] == "rest"


def days(month: int, first: int, last: int) -> list[date]:
    return [d(month, day) for day in range(first, last + 1)]


# ---------------------------------------------------------------------- a calendar that is announced later

TIMER = (
    '<startEvent id="s"/><userTask id="T" daylight:limit="20wd"/><boundaryEvent id="late" attachedToRef="T">'
    "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition></boundaryEvent>"
    '<endEvent id="e"/><endEvent id="le"/>' + flows("s T", "T e", "late le")
)  # fmt: skip
ANNOUNCED = Calendar.china({d(1, 4, 2027): False, d(1, 9, 2027): True}, announced_through=2027)
"""As if Monday 4 January were to be a day off and Saturday the 9th worked for it."""


def test_what_runs_is_reckoned_anew_when_a_calendar_is_announced():
    flow = read_model(process(TIMER.format("= working days(20)"), attributes='daylight:limit="20wd"'))
    clock = FixedClock(at(12, 8))
    before = Case.start(flow, clock=clock, calendar=CHINA)
    assert before.limits.statutory and before.limits.statutory.provisional
    case = Case.unpack(flow, before.pack(), clock=clock, calendar=ANNOUNCED)
    assert case.limits.statutory and case.limits.statutory.deadline == d(1, 7, 2027)
    assert not case.limits.statutory.provisional and case.tasks[0].due_at == CHINA.end_of(d(1, 7, 2027))
    moved = [("late", CHINA.end_of(d(1, 6, 2027)), CHINA.end_of(d(1, 7, 2027)))]
    assert case.recalculate("2027 年放假安排已公布", by="admin") == moved
    assert case.due[0][0] == moved[0][2]
    assert [(e.kind, e.by) for e in case.changes.entries] == [("recalculated", "admin")]
    assert case.recalculate("再算一遍", by="admin") == [] and len(case.changes.entries) == 1


def test_a_span_does_not_depend_on_the_calendar():
    flow = read_model(process(TIMER.format("PT720H")))
    clock = FixedClock(at(12, 8))
    blob = Case.start(flow, clock=clock, calendar=CHINA).pack()
    assert Case.unpack(flow, blob, clock=clock, calendar=ANNOUNCED).recalculate("x", by="admin") == []


# ---------------------------------------------------------------------- excluded time in parallel

BESIDE = (
    '<startEvent id="s"/><parallelGateway id="g"/><userTask id="X" daylight:clock="excluded" daylight:article="a"/>'
    '<userTask id="Y" daylight:clock="excluded" daylight:article="b"/><userTask id="B" daylight:limit="3wd"/>'
    '<parallelGateway id="j"/><endEvent id="e"/>' + flows("s g", "g X", "g Y", "g B", "X j", "Y j", "B j", "j e")
)


def test_excluded_time_is_taken_from_the_case_once_and_not_from_the_steps_beside():
    """Licensing Law art. 45: the time a hearing or review needs is not counted in the limit of the decision, whatever
    else is done meanwhile; an ordinary step beside it has its own limit, which goes on."""
    flow = read_model(process(BESIDE, attributes='daylight:limit="20wd"'))
    clock = FixedClock(at(3, 2))
    case = Case.start(flow, clock=clock, calendar=CHINA)
    clock.advance_to(at(3, 4))
    assert next(t for t in case.tasks if t.element_id == "B").due_at == CHINA.end_of(d(3, 5))
    case.complete(next(t.id for t in case.tasks if t.element_id == "X"), {}, by="li")  # 3 and 4 March
    clock.advance_to(at(3, 6))
    case.complete(next(t.id for t in case.tasks if t.element_id == "Y"), {}, by="li")  # 3 to 6 March
    reckoned = case.limits.statutory
    assert reckoned and [x.date for x in reckoned.days if x.kind == "excluded"] == days(3, 3, 6)
    assert reckoned.deadline == d(4, 3)  # 9 Mar (1), three weeks to 27 (15), 30 Mar - 3 Apr (20)


# ---------------------------------------------------------------------- what happens at 24:00 of a last day


def waiting(duration: str) -> Model:
    """A step that a timer ends, and behind it a step of five days, beside which a timer of three days runs."""
    timer = "<timerEventDefinition><timeDuration>= {}</timeDuration></timerEventDefinition>"
    return read_model(
        process(
            f'<startEvent id="s"/><userTask id="A"/><boundaryEvent id="b" attachedToRef="A">{timer.format(duration)}'
            f'</boundaryEvent><userTask id="B" daylight:limit="5d"/><boundaryEvent id="c" attachedToRef="B">'
            f'{timer.format("calendar days(3)")}</boundaryEvent><userTask id="C"/>'
            '<endEvent id="e"/><scriptTask id="n" scriptFormat="feel" daylight:result="noted"><script>today()</script>'
            "</scriptTask>" + flows("s A", "A e", "b n", "n B", "B e", "c C", "C e"),
            attributes='daylight:limit="5d"',
        )
    )


def advanced(flow: Model, begun: datetime, *to: datetime) -> Case:
    """Begun at a moment, then advanced; saved and restored each time."""
    clock = FixedClock(begun)
    case = Case.start(flow, clock=clock, calendar=CHINA)
    for moment in to:
        clock.advance_to(moment)
        case = Case.unpack(flow, case.pack(), clock=clock, calendar=CHINA)
        case.advance()
    return Case.unpack(flow, case.pack(), clock=clock, calendar=CHINA)


def midnight(month: int, day: int) -> datetime:
    """24:00 of a day."""
    return CHINA.end_of(d(month, day))


@pytest.mark.parametrize("late", [at(3, 11, 9), at(3, 12, 15)])
def test_what_runs_out_at_24_belongs_to_the_day_that_ends(late):
    """Begun Mon 2 Mar; three working days run out with Thu 5; the step behind has Fri 6 as its first day (art. 201).

    5 days: 6, 7, 8, 9, Tue 10. Counted from the 6th as the day of the event, it would be Wed 11.
    """
    case = advanced(waiting("working days(3)"), at(3, 2), midnight(3, 5))
    (step,) = case.tasks
    assert (step.element_id, step.opened_at, step.due_at) == ("B", midnight(3, 5), midnight(3, 10))
    assert case.values["0"]["noted"] == d(3, 5)
    # the timer beside it: 6, 7, 8 Mar, a Sunday: Monday 9 (art. 203); a worker that comes late finds the same
    assert [due for due, _ in case.due] == [midnight(3, 9)]
    once = advanced(waiting("working days(3)"), at(3, 2), late)
    assert [t.element_id for t in once.tasks] == ["C"] and once.tasks[0].opened_at == midnight(3, 9)
    assert once.values["0"]["noted"] == d(3, 5)


def test_what_begins_at_0_belongs_to_the_day_that_begins():
    """A timer of a date, and of hours, is a moment: Fri 6 Mar at 0:00 is Friday; the first day is Sat 7."""
    for written in ('date("2026-03-06")', 'duration("PT87H")'):  # from Mon 2, 9:00
        case = advanced(waiting(written), at(3, 2), midnight(3, 5))
        assert case.tasks[0].due_at == midnight(3, 11)
        assert case.values["0"]["noted"] == d(3, 6)


def test_a_limit_that_ends_with_its_last_day_is_kept():
    """Begun Mon 2 Mar, five days end Sat 7: Mon 9. What ends the counting at 24:00 of that day is in time."""
    text = (
        next(iter(waiting("calendar days(7)").files.values()))
        .decode()
        .replace('<endEvent id="e"/>', '<endEvent id="e" daylight:clock="ends"/>')
    )
    ends = read_model(text.replace('sourceRef="n" targetRef="B"', 'sourceRef="n" targetRef="e"').encode(), "Main")
    reckoned = advanced(ends, at(3, 2), midnight(3, 9)).limits.statutory
    assert reckoned and (reckoned.ended_on, reckoned.deadline, reckoned.left) == (d(3, 9), d(3, 9), 0)


def test_a_pause_that_runs_out_ends_with_that_day():
    """Excluded from Mon 2 Mar, for three days: 3, 4, 5 do not count, 6 does."""
    flow = waiting("calendar days(3)")
    text = next(iter(flow.files.values())).decode().replace('id="A"', 'id="A" daylight:clock="excluded"', 1)
    reckoned = advanced(read_model(text.encode(), "Main"), at(3, 2), midnight(3, 5)).limits.statutory
    assert reckoned and {day.date: day.number for day in reckoned.days}[d(3, 6)] == 1
    assert reckoned.deadline == d(3, 10)


def test_a_timer_counted_anew_keeps_its_day():
    """The calendar of a timer armed at 24:00 changes: it is counted anew from the same day."""
    flow = waiting("working days(3)")
    case = advanced(flow, at(3, 2), midnight(3, 5))
    open_ = Calendar.china({d(3, 9): False})  # Monday 9 becomes a rest day: three days end on Tue 10
    again = Case.unpack(flow, case.pack(), clock=FixedClock(at(3, 6)), calendar=open_)
    again.recalculate("放假", by="admin")
    assert [due for due, _ in again.due] == [midnight(3, 10)]
