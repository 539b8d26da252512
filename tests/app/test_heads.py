"""Sealed days: what was recorded on a day can be proved for ever after."""

from datetime import timedelta

from sqlalchemy import text

from app.database import transaction
from app.jobs.worker import run_due_jobs
from app.log.heads import ask_for_sealing, list_heads, public_key, seal, verify_heads
from tests.app.test_log import _without_triggers
from tests.app.world import accept, apply


def test_the_worker_seals_every_day_that_is_over(app, clock):
    ask_for_sealing()
    first = apply()
    assert run_due_jobs() == 0 and list_heads() == []
    clock.advance_to(clock.now() + timedelta(days=1))
    accept(first.case_id)
    apply()
    assert run_due_jobs() == 1
    clock.advance_to(clock.now() + timedelta(days=2))  # a day without anything between
    assert run_due_jobs() == 1
    assert [(str(head.day), head.cases) for head in list_heads()] == [("2026-11-20", 1), ("2026-11-21", 2)]
    assert verify_heads() == (2, [])


def test_a_chain_rewritten_from_the_beginning_does_not_fit_the_sealed_day(app, clock):
    apply()
    apply()
    clock.advance_to(clock.now() + timedelta(days=1))
    seal()
    with transaction() as session:
        for statement in _without_triggers(session.get_bind().dialect.name):
            session.execute(text(statement))
        session.execute(text("DELETE FROM log_lines WHERE case_id = (SELECT max(id) FROM cases)"))
    assert [str(day) for day, _ in verify_heads()[1]] == ["2026-11-20"]


def test_a_head_signed_by_somebody_else_is_not_ours(app, clock):
    apply()
    clock.advance_to(clock.now() + timedelta(days=1))
    seal()
    key = app.config["VAR"] / "log-key.pem"
    ours = public_key()
    key.unlink()
    assert public_key() != ours
    assert len(verify_heads()[1]) == 1


def test_sealing_twice_seals_once(app, clock):
    apply()
    clock.advance_to(clock.now() + timedelta(days=1))
    assert [seal(), seal()] == [1, 0]


def test_the_key_is_its_owners_only(app):
    public_key()
    assert (app.config["VAR"] / "log-key.pem").stat().st_mode & 0o077 == 0
