"""Run by test_crashes: workers that fire due timers, each killed (kill -9) before it comes to its end, and a last one.

    python -m tests.app.firing <database> <folder> <due> <kills> <timers>
prints one JSON line: how many workers were killed, how many timers each life fired, and the seconds all of it took.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app import create_app
from app.database import db
from app.jobs.tables import Job
from app.jobs.worker import run_due_jobs
from engine import FixedClock
from tests.app.dying import die_at_write
from tests.support.databases import settings

WRITES = 6
"""Fewer than one timer takes, so that there is work left for every worker that is to be killed."""


def main(url: str, folder: str, due: str, kills: str, timers: str) -> None:
    clock, chance, begun = FixedClock(datetime.fromisoformat(due)), random.Random(20261122), time.perf_counter()
    app = create_app(settings(url, Path(folder)) | {"CLOCK": clock})
    lives, killed, most = [], 0, max(2, int(1.6 * WRITES * int(timers) / int(kills)))
    with app.app_context():
        while killed < int(kills) or _left():
            clock.advance_to(clock.now() + timedelta(minutes=2))  # later than the lease of the one before
            left = _left()
            db.session.remove()
            db.engine.dispose()
            die_at = chance.randint(1, most) if killed < int(kills) else 0
            child = os.fork()
            if child == 0:
                die_at_write(die_at, run_due_jobs)
            if killed < int(kills) and killed % 2:
                time.sleep(chance.uniform(0.1, 0.1 + 0.03 * int(timers) / int(kills)))
                os.kill(child, signal.SIGKILL)  # wherever it is
            _, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
            killed += os.WIFSIGNALED(status)
            lives.append(left - _left())
    seconds = round(time.perf_counter() - begun, 1)
    print(json.dumps({"killed": killed, "lives": lives, "seconds": seconds}), flush=True)


def _left() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job)) or 0


if __name__ == "__main__":
    main(*sys.argv[1:])
