"""Run by test_crashes: does one action in forked children, each killed half a write later than the one before.

    python -m tests.app.killing <database> <folder> <now> <due> accept|work|migrate
prints one JSON line per child: the case, and whether the child was killed or came to its end.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from app import create_app
from app.database import db
from app.jobs.worker import run_due_jobs
from engine import FixedClock
from tests.app.dying import die_at_write
from tests.app.world import accept, apply
from tests.support.databases import settings

MOST = 120


def main(url: str, folder: str, now: str, due: str, action: str) -> None:
    clock = FixedClock(datetime.fromisoformat(now))
    app = create_app(settings(url, Path(folder)) | {"CLOCK": clock})
    with app.app_context():
        for die_at in range(1, MOST):
            case_id = apply().case_id if action != "migrate" else 0  # whose cases wait already
            db.session.remove()
            db.engine.dispose()
            child = os.fork()
            if child == 0:
                if action != "accept":  # each later than the lease of the one before
                    clock.advance_to(datetime.fromisoformat(due) + timedelta(hours=die_at))
                die_at_write(die_at, partial(accept, case_id) if action == "accept" else run_due_jobs)
            _, status = os.waitpid(child, 0)
            killed = os.WIFSIGNALED(status)
            assert killed or os.WEXITSTATUS(status) == 0
            print(json.dumps({"case": case_id, "killed": killed}), flush=True)
            if not killed:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
