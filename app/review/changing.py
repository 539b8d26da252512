"""Which version is in force is changed by the legal office: an earlier one again, retirement, calling off.

Each with a reason; where the settings ask for two persons, one proposes and another signs.
"""

from collections.abc import Callable

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.database import in_transaction
from app.flows.freezing import record
from app.flows.tables import FlowState, FrozenVersion
from app.flows.taking_effect import AlreadyInForce, NotInForce, NotYet, retire, take_effect
from app.jobs.commands import set_job
from app.people.queries import Officer
from app.review.errors import (
    ChangeWaits,
    NoSuchChange,
    NoSuchSubmission,
    NotLegalOffice,
    NotWaiting,
    NoWords,
    OwnChange,
    StaleChange,
)
from app.review.office import is_legal_office
from app.review.tables import VersionChange


def roll_back(frozen_id: int, reason: str, officer: Officer) -> bool:
    """Put an earlier frozen version in force again, at once; False: it waits for a second signature.

    Raises NotLegalOffice, NoWords, ChangeWaits, NoSuchSubmission, AlreadyInForce, NotYet, and what taking effect
    raises.
    """
    return _change("roll-back", frozen_id, None, reason, officer)


def call_off(frozen_id: int, reason: str, officer: Officer) -> bool:
    """A version that waits for its day does not take effect. Raises as ``roll_back``, and NotWaiting."""
    return _change("call-off", frozen_id, None, reason, officer)


def retire_power(power_code: str, reason: str, officer: Officer) -> bool:
    """No case begins under the power any more. Raises as ``roll_back``, and NotInForce."""
    return _change("retire", None, power_code, reason, officer)


def sign_change(change_id: int, officer: Officer) -> None:
    """The second signature: what was proposed is done. Raises OwnChange, StaleChange, and what doing it raises."""

    def work(session: Session) -> None:
        change = _waiting(session, change_id)
        if change.proposed_by in _self_and_principals(officer):
            raise OwnChange
        if change.base_digest != _in_force(session, change.power_code):
            raise StaleChange
        frozen = _frozen(session, change.frozen_id) if change.frozen_id else None
        _DO[change.act](session, change.power_code, frozen, change.reason, officer)
        _close(change, "signed", officer)

    _demand_office(officer)
    in_transaction(work)


def drop_change(change_id: int, reason: str, officer: Officer) -> None:
    """What was proposed is not done: taken back by who proposed it, or declined by somebody else, with a reason."""

    def work(session: Session) -> None:
        change = _waiting(session, change_id)
        state = "taken back" if change.proposed_by == officer.id else "declined"
        _record(session, change, f"{change.act} {state}", reason.strip(), officer)
        _close(change, state, officer)

    _demand(officer, reason)
    in_transaction(work)


def changed_by_two() -> bool:
    return bool(current_app.config["REVIEW_BY_TWO"] == "always")


def _change(act: str, frozen_id: int | None, power_code: str | None, reason: str, officer: Officer) -> bool:
    def work(session: Session) -> bool:
        frozen = _frozen(session, frozen_id) if frozen_id is not None else None
        code = frozen.power_code if frozen else power_code or ""
        if session.scalar(select(VersionChange.id).where(VersionChange.open_key == code)):
            raise ChangeWaits
        if not changed_by_two():
            _DO[act](session, code, frozen, reason.strip(), officer)
            return True
        _demand_possible(session, act, code, frozen)
        change = VersionChange(
            power_code=code, act=act, frozen_id=frozen_id, reason=reason.strip(), base_digest=_in_force(session, code),
            proposed_by=officer.id, proposed_at=now(), state="open", open_key=code,
        )  # fmt: skip
        session.add(change)
        session.flush()
        _record(session, change, f"{act} proposed", change.reason, officer)
        return False

    _demand(officer, reason)
    return in_transaction(work)


def _roll_back(session: Session, code: str, frozen: FrozenVersion | None, reason: str, officer: Officer) -> None:
    _demand_possible(session, "roll-back", code, frozen)
    assert frozen is not None, "it was looked for"
    take_effect(session, frozen, officer, "rolled back", reason)


def _call_off(session: Session, code: str, frozen: FrozenVersion | None, reason: str, officer: Officer) -> None:
    _demand_possible(session, "call-off", code, frozen)
    assert frozen is not None, "it was looked for"
    session.execute(update(FrozenVersion).where(FrozenVersion.id == frozen.id).values(state="retired"))
    set_job(session, "take-effect", frozen.id, None)
    record(session, code, "called off", officer, reason=reason, version=frozen.version, digest=frozen.digest)


def _retire(session: Session, code: str, _frozen: FrozenVersion | None, reason: str, officer: Officer) -> None:
    scheduled = session.scalars(
        select(FrozenVersion.id).where(FrozenVersion.power_code == code, FrozenVersion.state == "scheduled")
    )
    for frozen_id in scheduled.all():
        set_job(session, "take-effect", frozen_id, None)
    retire(session, code, officer, reason)


_DO: dict[str, Callable[[Session, str, FrozenVersion | None, str, Officer], None]] = {
    "roll-back": _roll_back,
    "call-off": _call_off,
    "retire": _retire,
}


def _demand_possible(session: Session, act: str, code: str, frozen: FrozenVersion | None) -> None:
    state = frozen.state if frozen else ""
    if act == "roll-back" and state in ("effective", "scheduled"):
        raise AlreadyInForce if state == "effective" else NotYet
    if act == "call-off" and state != "scheduled":
        raise NotWaiting
    if act == "retire" and _in_force(session, code) is None:
        raise NotInForce


def _frozen(session: Session, frozen_id: int) -> FrozenVersion:
    frozen = session.get(FrozenVersion, frozen_id, populate_existing=True, with_for_update=True)
    if frozen is None:
        raise NoSuchSubmission
    return frozen


def _in_force(session: Session, power_code: str) -> str | None:
    return session.scalar(select(FlowState.digest).where(FlowState.power_code == power_code, FlowState.in_service))


def _waiting(session: Session, change_id: int) -> VersionChange:
    change = session.get(VersionChange, change_id, populate_existing=True, with_for_update=True)
    if change is None or change.state != "open":
        raise NoSuchChange
    return change


def _record(session: Session, change: VersionChange, action: str, reason: str, officer: Officer) -> None:
    version = session.scalar(select(FrozenVersion.version).where(FrozenVersion.id == change.frozen_id))
    record(session, change.power_code, action, officer, reason=reason, version=version)


def _close(change: VersionChange, state: str, officer: Officer) -> None:
    change.state, change.decided_by, change.decided_at, change.open_key = state, officer.id, now(), None


def _self_and_principals(officer: Officer) -> set[int]:
    return {officer.id, *(principal.id for principal in officer.principals)}


def _demand(officer: Officer, reason: str) -> None:
    _demand_office(officer)
    if len(reason.strip()) < 2:
        raise NoWords


def _demand_office(officer: Officer) -> None:
    if not is_legal_office(officer):
        raise NotLegalOffice
