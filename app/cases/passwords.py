"""A new query password: for the party to a case that the authority began, and for whoever has lost theirs."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cases.call_records import add_to_record, case_now
from app.cases.concerned import in_hand, once
from app.cases.errors import NotConcerned
from app.cases.keys import password_for, sealed_password
from app.cases.moving import store
from app.cases.starting import find_receipt
from app.cases.tables import CaseRow
from app.cases.views import Receipt
from app.clock import now
from app.database import db, in_transaction
from app.people.queries import Officer
from engine import CaseError, Text

ACTION = "issue password"
ISSUED = Text("发放查询密码", "Query password issued")


@dataclass(frozen=True, slots=True)
class IssuePassword:
    case_id: int
    reason: str
    key: str
    officer: Officer


def issue_password(command: IssuePassword) -> Receipt:
    """Code and new password, to be handed to the party; the former password opens the case no more. Also when the case
    has ended: who has lost theirs still wants to read the decision.

    The record says who issued it and why. Raises NoSuchCase, NotConcerned, CaseError without a reason.
    """
    once(command.key, None, lambda: in_transaction(lambda session: _issue(session, command)))
    receipt = find_receipt(command.key)
    assert receipt is not None, "what was stored under the key is found by it"
    return receipt


def may_issue_password(case_id: int, officer: Officer) -> bool:
    try:
        in_hand(db.session(), case_id, officer)
    except NotConcerned:
        return False
    return True


def _issue(session: Session, command: IssuePassword) -> None:
    loaded, _tasks, actor = in_hand(session, command.case_id, command.officer)
    if loaded.status == "finished":
        if not command.reason.strip():
            raise CaseError(Text(f"{ISSUED.zh}须写明理由。", f"{ISSUED.en}: a reason is needed."))
        said = {"reason": command.reason.strip(), **actor.for_whom}
        add_to_record(session, case_now(session, loaded.id), ACTION, now(), actor.key, command.key, **said)
    else:
        loaded.case.note("password", ISSUED, command.reason, by=actor.key)
        store(session, loaded, ACTION, actor, command.key, now(), **actor.for_whom)
    session.execute(
        update(CaseRow).where(CaseRow.id == loaded.id).values(password_hash=sealed_password(password_for(command.key))),
        execution_options={"synchronize_session": False},
    )
