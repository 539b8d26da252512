"""What waits for approval: in a case, and for an officer."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from app.cases.errors import NoSuchRequest
from app.cases.performing import NAMES
from app.cases.tables import CaseRow, Request
from app.cases.views import WaitingRequest
from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.queries import model_of
from app.people.queries import Officer
from app.people.tables import Organisation, Post
from engine import Limit, Text

MOST = 50


def requests_for(officer: Officer) -> tuple[WaitingRequest, ...]:
    """What waits for the officer's approval in cases that go on; the oldest first."""
    posts = [post.id for post in officer.posts]
    return _waiting(officer, Request.post_id.in_(posts), CaseRow.status != "finished") if posts else ()


def requests_in(case_id: int, officer: Officer) -> tuple[WaitingRequest, ...]:
    return _waiting(officer, Request.case_id == case_id, CaseRow.status != "finished")


def get_request(request_id: int, officer: Officer) -> WaitingRequest:
    """One that waits for the officer. Raises NoSuchRequest."""
    posts = [post.id for post in officer.posts]
    found = _waiting(officer, Request.id == request_id, Request.post_id.in_(posts))
    if not found:
        raise NoSuchRequest
    return found[0]


def _waiting(officer: Officer, *which: ColumnElement[bool]) -> tuple[WaitingRequest, ...]:
    rows = db.session.execute(
        select(
            Request, CaseRow.number, CaseRow.applicant, CaseRow.bundle, PowerRow.name, PowerRow.name_en,
            Post.name.label("post"), Post.name_en.label("post_en"),
            Organisation.name.label("body"), Organisation.name_en.label("body_en"),
        )
        .join(CaseRow, CaseRow.id == Request.case_id)
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
    return WaitingRequest(
        request.id, row.number, Text(row.name, row.name_en), row.applicant, request.operation,
        _what(request, row.bundle), request.reason, request.asked_name,
        Text(request.asked_post, request.asked_post_en), request.asked_at,
        Text(f"{row.body} {row.post}", f"{row.post_en}, {row.body_en}"), request.asked_by == officer.id,
    )  # fmt: skip


def _what(request: Request, bundle: str) -> Text:
    """延长时限：5 个工作日."""
    name, details = NAMES[request.operation], request.details
    model = model_of(bundle)
    more = Text("", "")
    if request.operation == "extend" and model.power.extension:
        more = Limit(int(details["amount"]), model.power.extension.unit).text
    elif details.get("step") in model.elements:
        more = model.elements[details["step"]].name
    elif said := details.get("article") or details.get("outside"):
        more = Text(said, said)
    return Text(f"{name.zh}：{more.zh}", f"{name.en}: {more.in_('en')}") if more.zh else name
