"""Operations on a case besides its flow: suspend, resume, extend, terminate, return, signers, transfer.

Done at once, or asked for where the model names a post that approves. One transaction each, an entry and a line of the
log; the same command twice is one.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases.beyond import beyond_of
from app.cases.concerned import in_hand, once
from app.cases.errors import NobodyEnds
from app.cases.failing import Attempt, told_of_faults
from app.cases.moving import store
from app.cases.performing import Hands, Intent, perform
from app.cases.requests import ask
from app.cases.supplements import READ_FIRST, demand_seen
from app.clock import now
from app.database import in_transaction
from app.people.queries import Officer


@dataclass(frozen=True, slots=True)
class Operate:
    """``seen``: the last entry on the officer's page, as with ``CompleteTask``."""

    case_id: int
    intent: Intent
    key: str
    officer: Officer
    seen: int | None = None

    def demand_read(self) -> None:
        """Raises AddedMeanwhile."""
        if self.intent.operation in READ_FIRST:
            demand_seen(self.case_id, self.seen)


def operate(command: Operate) -> bool:
    """Do it, or ask for its approval; returns whether it was only asked for.

    Raises NoSuchCase, NotConcerned, NobodyEnds, AddedMeanwhile, FlowFailed, what ``perform`` and ``ask`` raise.
    """
    with told_of_faults(lambda: attempt_at(command)):
        return once(command.key, False, lambda: in_transaction(lambda session: _operate(session, command)))


def attempt_at(command: Operate) -> Attempt:
    intent = command.intent
    details = {"details": dict(intent.details), "reason": intent.reason}
    return Attempt(intent.operation, command.case_id, command.officer.key, command.officer.name.zh, None, details)


def _operate(session: Session, command: Operate) -> bool:
    loaded, tasks, actor = in_hand(session, command.case_id, command.officer)
    intent = command.intent
    if not loaded.flow.may_end(intent.operation):
        raise NobodyEnds
    command.demand_read()
    if loaded.flow.approver_of(intent.operation, command.officer) is not None:
        ask(session, loaded, tasks, intent, actor, command.key)
        return True
    loaded.case.advance()
    beyond = beyond_of(session, loaded, intent)
    perform(Hands(loaded, tasks, command.officer, actor.key, beyond and beyond.name), intent)
    store(session, loaded, intent.operation, actor, command.key, now(), **dict(intent.details), **actor.for_whom)
    if beyond:
        beyond.carry_out(session, loaded, actor, intent, command.key)
    return False
