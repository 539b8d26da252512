"""Claiming what is due among 100,000 pending timers, with and without as many suspended cases, on each database."""

import json
import os
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, func, insert, select

from app import create_app
from app.cases.commands import StartCase, start_case
from app.cases.keys import new_key
from app.cases.operations import Operate, operate
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.tables import CaseRow
from app.clock import now
from app.database import db, transaction
from app.flows.commands import publish_folders
from app.jobs.commands import take_due_job
from app.jobs.tables import Job
from app.people.city import load_city
from tests.app.world import APPLICATION, POWER, officer
from tests.support.databases import POWERS, settings
from tests.support.postgres import postgresql_server

PENDING = int(os.environ.get("BENCH_TIMERS", "100000"))
SUSPENDED = int(os.environ.get("BENCH_SUSPENDED", "20000"))
DUE = 200
BATCH = 5000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        _bench("sqlite", f"sqlite:///{folder}/daylight.db", Path(folder))
    with postgresql_server(durable=True) as server, tempfile.TemporaryDirectory(prefix="daylight-bench-") as folder:
        _bench("postgresql", server.format(name="postgres"), Path(folder))


def _bench(database: str, url: str, folder: Path) -> None:
    app = create_app(settings(url, folder))
    with app.app_context():
        upgrade()
        load_city()
        publish_folders(POWERS / "bpmn", POWERS / "forms")
        few = _claims(1000)
        many = _claims(PENDING)
        before = _timers()
        _suspend_many(app)
        suspended = _timers() - before
        beside = _claims(0)
        figures = {
            "pending": PENDING, "claim_ms": many, "claim_ms_among_1000": few,
            "ratio": round(many["median"] / few["median"], 2), "suspended_cases": SUSPENDED,
            "jobs_of_suspended_cases": suspended, "claim_ms_beside_suspended": beside,
            "ratio_beside_suspended": round(beside["median"] / many["median"], 2),
        }  # fmt: skip
        print(json.dumps({"bench": "jobs", "what": "due timer claimed", "database": database, **figures}), flush=True)
        db.session.remove()
        db.engine.dispose()


def _claims(more: int) -> dict[str, float]:
    """Milliseconds to claim each of ``DUE`` timers, with ``more`` added that are due later."""
    moment = now()
    _add("pending", more, moment + timedelta(days=1))
    _add("due", DUE, moment - timedelta(minutes=1))
    spent, cpu = [], time.process_time()
    for _ in range(DUE):
        begun = time.perf_counter()
        job = take_due_job(moment, "bench")
        spent.append((time.perf_counter() - begun) * 1000)
        assert job is not None and job.kind == "due"
    worked = (time.process_time() - cpu) / DUE * 1000  # without waiting for the disk, the server, other processes
    assert take_due_job(moment, "bench") is None
    with transaction() as session:
        session.execute(delete(Job).where(Job.kind == "due"))
    ordered = sorted(spent)
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "cpu": round(worked, 2),
    }


def _add(kind: str, count: int, due_at: datetime) -> None:
    blank = {"state": "waiting", "owner": None, "lease_until": None, "attempts": 0, "error": ""}
    first = db.session.scalar(select(func.max(Job.subject))) or 0
    db.session.rollback()
    for start in range(0, count, BATCH):
        numbers = range(start + 1, min(start + BATCH, count) + 1)
        rows = [
            {"kind": kind, "subject": first + n, "due_at": due_at + timedelta(seconds=n % 60), **blank} for n in numbers
        ]
        with transaction() as session:
            session.execute(insert(Job), rows)


def _timers() -> int:
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.kind == "advance")) or 0


def _suspend_many(app: Flask) -> None:
    """Suspend a case as an officer does, and store it as often as there are to be suspended cases."""
    case_id = start_case(StartCase(POWER, APPLICATION, new_key(), Owner("browser:bench"))).case_id
    operate(Operate(case_id, Intent("suspend", "等待", {"article": "x"}), new_key(), officer("limin")))
    columns = [c for c in CaseRow.__table__.c if c.name != "id"]
    row = db.session.execute(select(*columns).where(CaseRow.id == case_id)).mappings().one()
    assert row["status"] == "suspended"
    db.session.rollback()
    for start in range(0, SUSPENDED, BATCH):
        rows = [{**row, "number": f"n{n}", "query_code": f"q{n}"} for n in range(start, min(start + BATCH, SUSPENDED))]
        with transaction() as session:
            session.execute(insert(CaseRow), rows)


if __name__ == "__main__":
    main()
