"""What waits for approval: in a case, and for an officer."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from app.cases.errors import NoSuchRequest, RequestDecided, RequestLapsed
from app.cases.requests import ASKED
from app.cases.tables import CaseRow, EntryRow, Request
from app.cases.views import WaitingRequest
from app.catalogue.tables import PowerRow
from app.database import db
from app.people.queries import Officer
from app.people.tables import Organisation, Post
from engine import Text

MOST = 50


def requests_for(officer: Officer) -> tuple[WaitingRequest, ...]:
    """What waits for the officer's approval in cases that go on; the oldest first."""
    posts = [post.id for post in officer.posts]
    return _waiting(officer, Request.post_id.in_(posts), CaseRow.status != "finished") if posts else ()


def requests_in(case_id: int, officer: Officer) -> tuple[WaitingRequest, ...]:
    return _waiting(officer, Request.case_id == case_id, CaseRow.status != "finished")


def get_request(request_id: int, officer: Officer) -> WaitingRequest:
    """One that waits for the officer. Raises NoSuchRequest; RequestDecided, RequestLapsed."""
    theirs = (Request.id == request_id, Request.post_id.in_([post.id for post in officer.posts]))
    found = _waiting(officer, *theirs, CaseRow.status != "finished")
    if found:
        return found[0]
    state = db.session.scalar(select(Request.state).where(*theirs))
    raise NoSuchRequest if state is None else RequestLapsed if state == "waiting" else RequestDecided


def case_of_request(request_id: int) -> str | None:
    """The number of the case in which it was asked."""
    asked = select(CaseRow.number).join(Request, Request.case_id == CaseRow.id).where(Request.id == request_id)
    return db.session.scalar(asked)


_ENTRY = (
    select(EntryRow.id)
    .where(EntryRow.case_id == Request.case_id, EntryRow.kind == "asked", EntryRow.at <= Request.asked_at)
    .order_by(EntryRow.id.desc())
    .limit(1)
    .correlate(Request)
    .scalar_subquery()
)
"""The entry by which it was asked for: it says what, in the words of the record."""


def _waiting(officer: Officer, *which: ColumnElement[bool]) -> tuple[WaitingRequest, ...]:
    rows = db.session.execute(
        select(
            Request, CaseRow.number, CaseRow.applicant, PowerRow.name, PowerRow.name_en,
            EntryRow.name.label("what"), EntryRow.name_en.label("what_en"),
            Post.name.label("post"), Post.name_en.label("post_en"),
            Organisation.name.label("body"), Organisation.name_en.label("body_en"),
        )
        .join(CaseRow, CaseRow.id == Request.case_id)
        .join(EntryRow, EntryRow.id == _ENTRY)
        .join(PowerRow, PowerRow.code == CaseRow.power_code)
        .join(Post, Post.id == Request.post_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Request.state == "waiting", *which)
        .order_by(Request.asked_at, Request.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(_view(row, officer) for row in rows)


def _view(row: Row[Any], officer: Officer) -> WaitingRequest:
    request: Request = row.Request
    what = Text(row.what.removeprefix(f"{ASKED.zh}："), row.what_en.removeprefix(f"{ASKED.en}: "))
    return WaitingRequest(
        request.id, row.number, Text(row.name, row.name_en), row.applicant, request.operation,
        what, request.reason, request.asked_name,
        Text(request.asked_post, request.asked_post_en), request.asked_at,
        Text(f"{row.body} {row.post}", f"{row.post_en}, {row.body_en}"), request.asked_by == officer.id,
    )  # fmt: skip
