"""The calendar of a coming year, announced after this version was made: a file, and every running case follows."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app import create_app
from app.cases.incident_queries import list_incidents
from app.cases.recalculating import follow_calendar
from app.cases.tables import CalendarRow
from app.cases.verification import verify_all
from app.clock import calendar
from app.database import db
from app.jobs.tables import Job
from app.jobs.worker import run_due_jobs
from app.official_days import OfficialDaysRefused, read_official_days
from tests.app.operating import case_of, entries, suspend
from tests.app.test_http_tasks import browser
from tests.app.world import accept, apply, open_tasks

LAST_DAYS = datetime.fromisoformat("2026-12-31T10:00+08:00")
ANNOUNCED = """
2027:
  notice: 国办发明电〔2026〕9 号
  rest: [2027-01-01/2027-01-03, 2027-01-05, 2027-02-05/2027-02-12]
  work: [2027-01-09]
"""


@pytest.fixture
def announce(app, tmp_path):
    """The platform started again with such a file."""

    def start(text: str = ANNOUNCED) -> None:
        file = tmp_path / f"days-{len(text)}.yaml"
        file.write_text(text)
        app.config["CALENDAR"] = str(file)

    return start


def written(folder: Path, text: str) -> Path:
    file = folder / "days.yaml"
    file.write_text(text)
    read_official_days.cache_clear()
    return file


def test_a_year_of_the_file_is_the_whole_year(app, announce):
    announce()
    days = calendar()
    assert [days.is_workday(date(2027, 1, day)) for day in (1, 3, 4, 5, 8, 9, 10)] == [
        False, False, True, False, True, True, False,
    ]  # fmt: skip
    assert days.is_workday(date(2027, 10, 1)), "what the notice does not name is not off, whatever was expected"
    assert not days.is_provisional(date(2027, 12, 31)) and days.is_provisional(date(2028, 1, 1))
    assert not days.is_workday(date(2026, 10, 1)) and days.is_workday(date(2026, 10, 10)), "other years stand"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("rest: [2027-01-01]", "应写年份，如 2027:，下面写 notice、rest、work (it should say years"),
        ("2027: [2027-01-01]", "2027: 应只写 notice、rest、work (it should say notice, rest and work)"),
        ("2027: {free: [2027-01-01]}", "2027: 应只写 notice、rest、work (it should say notice, rest and work)"),
        ("2027: {rest: 2027-01-01}", "2027: rest: 应是日子的列表 (it should be a list of days)"),
        ("2027: {rest: [2027-02-30]}", "读不了 (it cannot be read): day is out of range"),
        ("2027: {rest: ['2027-01-01/2027-02-30']}", "2027: rest: “2027-01-01/2027-02-30” 不是日期（"),
        ("2027: {rest: [一月一日]}", "2027: rest: “一月一日” 不是日期（2027-01-01），也不是一段日子"),
        ("2027: {rest: [2026-01-01]}", "2027: rest: 2026-01-01 不在这一年里 (does not lie in the year)"),
        ("2027: {rest: [2027-01-03/2027-01-01]}", "2027: rest: 2027-01-03/2027-01-01 不在这一年里 (does not"),
        ("2027: {rest: [2027-01-02], work: [2027-01-02]}", "2027: 2027-01-02 既写在 rest 下，又写在 work 下 (stands"),
        ("2027: {work: [2027-01-04]}", "2027: work: 2027-01-04 不是周末，本来就上班 (is no weekend"),
        ("2028: {rest: [2028-01-01]}", "有 2028 年，没有 2027 年 (it says 2028, but not 2027)"),
        ("2027: [", "while parsing"),
    ],
)
def test_a_file_that_is_no_calendar_is_told_at_the_start(tmp_path, text, why):
    file = written(tmp_path, text)
    with pytest.raises(OfficialDaysRefused) as refused:
        create_app({"VAR": tmp_path, "CALENDAR": str(file), "SQLALCHEMY_DATABASE_URI": "sqlite://"})
    assert why in str(refused.value) and str(file) in str(refused.value)


def test_running_cases_follow_when_a_year_is_announced(app, clock, announce):
    clock.advance_to(LAST_DAYS)
    waiting, accepted, suspended = (apply().case_id for _ in range(3))
    accept(accepted)
    suspend(suspended)
    follow_calendar()
    run_due_jobs()
    before = {case: [t.due_at for t in open_tasks(case)] for case in (waiting, accepted, suspended)}
    timers = {job.subject: job.due_at for job in db.session.scalars(select(Job).where(Job.kind == "advance"))}

    announce()
    assert follow_calendar() == 3
    assert follow_calendar() == 0, "once for a calendar"
    assert run_due_jobs() == 3
    assert entries(waiting)[-1].kind == "recalculated" and "日历" in entries(waiting)[-1].opinion
    later = db.session.scalar(select(Job.due_at).where(Job.kind == "advance", Job.subject == waiting))
    assert later is not None and later > timers[waiting], "silence is acceptance one day later: 5 January is off"
    assert [t.due_at for t in open_tasks(waiting)] > before[waiting]
    assert [t.due_at for t in open_tasks(accepted)] > before[accepted]
    assert verify_all() == (3, [])
    assert db.session.scalars(select(CalendarRow.through).order_by(CalendarRow.id)).all() == [2026, 2027]


def test_what_does_not_move_is_not_written(app, announce):
    case_id = apply().case_id
    follow_calendar()
    run_due_jobs()
    version = case_of(case_id).version
    announce()
    assert follow_calendar() == 1
    run_due_jobs()
    db.session.expire_all()
    assert case_of(case_id).version == version
    assert db.session.scalar(select(Job.id).where(Job.kind == "recalculate")) is None


def test_a_worker_that_still_has_the_old_calendar_leaves_it_to_one_that_has_the_new(app, clock, announce):
    clock.advance_to(LAST_DAYS)
    case_id = apply().case_id
    follow_calendar()
    run_due_jobs()
    announce()
    follow_calendar()
    app.config["CALENDAR"] = None
    run_due_jobs()
    job = db.session.scalars(select(Job).where(Job.kind == "recalculate")).one()
    assert (job.state, job.attempts) == ("waiting", 1) and list_incidents(open_ones=True) == []
    assert entries(case_id)[-1].kind != "recalculated"
    announce()
    db.session.execute(update(Job).where(Job.kind == "recalculate").values(due_at=LAST_DAYS))
    db.session.commit()
    run_due_jobs()
    assert entries(case_id)[-1].kind == "recalculated"


def test_the_administrator_is_told_in_autumn_that_the_coming_year_is_missing(served, tmp_path):
    assert "2027 年的放假安排还没有放进来" in browser(served, "admin").get("/admin").text
    served.config["CALENDAR"] = str(written(tmp_path, ANNOUNCED))
    said = browser(served, "admin").get("/admin?lang=en").text
    assert "announced through 2027" in said and "国办发明电〔2026〕9 号" in said
