"""The worker: takes what is due and does it. A thread of the server by default; as many processes as one likes."""

import logging
import os
import threading
import uuid
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from app.clock import now
from app.database import db
from app.jobs.commands import MOST_ATTEMPTS, put_off, take_due_job

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between looks

Handler = Callable[[int], object]
"""Does the work for a subject and settles the job in the same transaction."""

_handlers: dict[str, Handler] = {}
_patience: dict[str, int] = {}


def handles(kind: str, most: int = MOST_ATTEMPTS) -> Callable[[Handler], Handler]:
    """Mark what does the jobs of a kind; ``most``: after how many failures a job is left to a person."""

    def register(handler: Handler) -> Handler:
        _handlers[kind], _patience[kind] = handler, most
        return handler

    return register


def run_due_jobs(moment: datetime | None = None) -> int:
    """Do all that is due; returns how many jobs were done or put off."""
    owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    count = 0
    while (job := take_due_job(moment or now(), owner)) is not None:
        count += 1
        try:
            _handlers[job.kind](job.subject)
        except Exception as error:
            log.exception("job %s %s", job.kind, job.subject)
            db.session.rollback()
            most = _patience.get(job.kind, MOST_ATTEMPTS)
            put_off(job, owner, moment or now(), f"{type(error).__name__}: {error}", most)
    return count


class EmbeddedWorker(threading.Thread):
    """Looks every second for what is due, for as long as the server lives."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="worker", daemon=True)
        self._app = app
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(PAUSE):
            with self._app.app_context():
                try:
                    run_due_jobs()
                except Exception:
                    log.exception("the worker goes on after")

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()
