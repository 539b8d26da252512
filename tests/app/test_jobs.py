"""Jobs: done when due, once, by one worker; put off when they fail; taken over when a worker dies."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from app.cases.verification import chain_status
from app.database import db, in_transaction
from app.jobs import worker
from app.jobs.commands import LEASE, MOST_ATTEMPTS, set_job, take_due_job
from app.jobs.queries import list_failed_jobs
from app.jobs.tables import Job
from app.jobs.worker import EmbeddedWorker, run_due_jobs
from tests.app.world import accept, apply, decide, inspect, open_tasks


def _jobs() -> list[Job]:
    db.session.expire_all()
    return list(db.session.scalars(select(Job)))


def test_a_case_has_one_job_for_its_next_timer(app):
    receipt = apply()
    assert [(j.kind, j.subject) for j in _jobs()] == [("advance", receipt.case_id)]
    accept(receipt.case_id)
    assert _jobs() == []  # nothing is timed after acceptance


def test_the_worker_fires_what_is_due_once(app, clock):
    receipts = [apply() for _ in range(3)]
    assert run_due_jobs() == 0
    clock.advance_to(clock.now() + timedelta(days=10))
    assert run_due_jobs() == 3
    assert run_due_jobs() == 0 and _jobs() == []
    for receipt in receipts:
        assert {t.element_id for t in open_tasks(receipt.case_id)} == {"inspect"}


def test_a_finished_case_has_no_job(app):
    receipt = apply()
    accept(receipt.case_id)
    inspect(receipt.case_id)
    decide(receipt.case_id)
    assert _jobs() == []


def test_a_taken_job_is_nobody_elses_until_its_lease_is_over(app, clock):
    apply()
    later = clock.now() + timedelta(days=10)
    taken = take_due_job(later, "first")
    assert taken is not None and take_due_job(later, "second") is None
    assert take_due_job(later + LEASE + timedelta(seconds=1), "second").id == taken.id


def test_what_fails_is_put_off_and_at_last_left_to_a_person(app, clock, monkeypatch, caplog):
    tried = []

    def fail(subject: int) -> None:
        tried.append(subject)
        raise ValueError("no such luck")

    monkeypatch.setitem(worker._handlers, "failing", fail)
    in_transaction(lambda session: set_job(session, "failing", 7, clock.now()))
    for _ in range(MOST_ATTEMPTS + 3):
        run_due_jobs()
        clock.advance_to(clock.now() + timedelta(hours=2))
    assert len(tried) == MOST_ATTEMPTS
    assert [(j.kind, j.subject, j.error) for j in list_failed_jobs()] == [("failing", 7, "ValueError: no such luck")]


def test_the_embedded_worker_needs_nobody(served, clock):
    with served.app_context():
        case_id = apply().case_id
        db.session.remove()
    clock.advance_to(clock.now() + timedelta(days=10))
    thread = EmbeddedWorker(served)
    thread.start()
    try:
        for _ in range(100):
            time.sleep(0.1)
            with served.app_context():
                elements = {t.element_id for t in open_tasks(case_id)}
                db.session.remove()
            if elements == {"inspect"}:
                break
    finally:
        thread.stop()
    assert elements == {"inspect"}
    assert not thread.is_alive()


def test_two_workers_at_once_fire_every_timer_once(served, clock):
    with served.app_context():
        cases = [apply().case_id for _ in range(12)]
        db.session.remove()
    clock.advance_to(clock.now() + timedelta(days=10))

    def work() -> int:
        with served.app_context():
            return run_due_jobs()

    with ThreadPoolExecutor(2) as workers:
        done = [worker.result() for worker in [workers.submit(work), workers.submit(work)]]
    assert sum(done) == len(cases)
    with served.app_context():
        for case_id in cases:
            assert chain_status(case_id).lines == 2
