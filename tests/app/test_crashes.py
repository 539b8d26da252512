"""Killed (kill -9) in the middle of anything, a case is before or after it, never between."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.cases.keys import new_key
from app.cases.migrating import StartMigration, start_migration
from app.cases.migration_queries import get_run
from app.cases.tables import EntryRow
from app.cases.verification import chain_status
from app.database import db
from app.jobs.commands import LEASE
from app.jobs.worker import run_due_jobs
from tests.app.killing import MOST
from tests.app.operating import case_of, kinds
from tests.app.variants import NAMED_ANEW, publish_variant
from tests.app.world import POWER, apply, officer, open_tasks

ROOT = Path(__file__).parent.parent.parent


def _kill_ever_later(url: str, folder: Path, now: str, due: str, action: str) -> list[dict]:
    db.session.remove()
    command = [sys.executable, "-W", "error", "-m", "tests.app.killing", url, str(folder), now, due, action]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_completing_a_task_killed_at_any_write(app, database_url, tmp_path, clock):
    outcomes = _kill_ever_later(database_url, tmp_path, clock.now().isoformat(), clock.now().isoformat(), "accept")
    found = []
    for outcome in outcomes:
        status = chain_status(outcome["case"])
        assert status.whole
        found.append(({t.element_id for t in open_tasks(outcome["case"])}, status.lines))
    before, after = ({"intake"}, 1), ({"inspect"}, 2)
    assert all(state in (before, after) for state in found)
    assert found[0] == before and found[-1] == after
    assert [o["killed"] for o in outcomes] == [True] * (len(outcomes) - 1) + [False]
    at_once = db.engine.dialect.name == "postgresql"  # one statement, which is its own commit
    assert (3 if at_once else 10) < len(outcomes) < MOST - 1


def test_a_worker_killed_at_any_write_leaves_the_timer_to_the_next_and_it_fires_once(
    app, database_url, tmp_path, clock
):
    due = clock.now() + timedelta(days=10)
    outcomes = _kill_ever_later(database_url, tmp_path, clock.now().isoformat(), due.isoformat(), "work")
    assert 5 < len(outcomes) < MOST - 1
    clock.advance_to(due + timedelta(hours=40) + LEASE)
    run_due_jobs()
    for outcome in outcomes:
        assert {t.element_id for t in open_tasks(outcome["case"])} == {"inspect"}
        status = chain_status(outcome["case"])
        assert status.whole and status.lines == 2  # the application, and the timer once


def test_a_migration_killed_at_any_write_moves_every_case_once(app, database_url, tmp_path, clock):
    cases = [apply().case_id for _ in range(3)]
    publish_variant(*NAMED_ANEW)
    run = start_migration(StartMigration(POWER, {}, (), "新版本施行", new_key(), officer("admin")))
    moment = clock.now().isoformat()
    outcomes = _kill_ever_later(database_url, tmp_path, moment, moment, "migrate")
    assert sum(outcome["killed"] for outcome in outcomes) > 5 and not outcomes[-1]["killed"]
    assert get_run(run).counts == {"moved": 3}
    for case_id in cases:
        assert kinds(case_id) == ["started", "migrated"] and case_of(case_id).version == 2
        status = chain_status(case_id)
        assert status.whole and status.lines == 2


def test_workers_killed_again_and_again_fire_every_timer_exactly_once(app, database_url, tmp_path, clock):
    """DAYLIGHT_KILLS=100 DAYLIGHT_TIMERS=2000 for the long run."""
    kills, timers = (
        int(os.environ.get(name, usual)) for name, usual in (("DAYLIGHT_KILLS", 6), ("DAYLIGHT_TIMERS", 60))
    )
    cases = [apply().case_id for _ in range(timers)]
    due = (clock.now() + timedelta(days=10)).isoformat()
    db.session.remove()
    command = [sys.executable, "-W", "error", "-m", "tests.app.firing", database_url, str(tmp_path), due]
    done = subprocess.run([*command, str(kills), str(timers)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    print(db.engine.dialect.name, told)
    assert told["killed"] == kills and sum(told["lives"]) == timers
    fired = dict(
        db.session.execute(
            select(EntryRow.case_id, func.count()).where(EntryRow.kind == "timer").group_by(EntryRow.case_id)
        ).all()
    )
    assert fired == dict.fromkeys(cases, 1)
    for case_id in cases[:: max(1, timers // 100)]:
        assert {t.element_id for t in open_tasks(case_id)} == {"inspect"} and chain_status(case_id).lines == 2
