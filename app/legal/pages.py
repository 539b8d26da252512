"""The legal office's pages: what waits, one submission, the decision."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.answers import read_answers
from app.cases.commands import CompleteTask, complete_task
from app.cases.errors import AnswersRefused
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.tickets import task_key, ticket_of
from app.language import show_text
from app.legal import submitting_pages, version_pages
from app.legal.comparing import Comparison
from app.people.errors import NotAllowed
from app.people.queries import Officer
from app.people.session import current_officer
from app.review.commenting import Comment, comment
from app.review.errors import NotUnderReview
from app.review.office import is_legal_office
from app.review.proposals import list_proposals
from app.review.queries import GROUPS, ReviewPage, count_open, list_scheduled, list_submissions, review_page
from app.ui.asking import told
from app.ui.printing import as_pdf
from engine import FormInvalid

pages = Blueprint("legal", __name__, url_prefix="/legal")

for part in (submitting_pages, version_pages):
    part.add_to(pages)

VIEWS = ("rows", "sides", "new")


@pages.app_context_processor
def _nav() -> dict[str, Any]:
    """What the staff's navigation asks."""
    return {"in_legal_office": _in_legal_office, "open_submissions": count_open}


def _in_legal_office() -> bool:
    officer = current_officer()
    return officer is not None and is_legal_office(officer)


@pages.get("")
def index() -> ResponseReturnValue:
    """Submissions under review, the one due first first; those returned; versions frozen and waiting for their day."""
    if not is_legal_office(_officer()):
        raise NotAllowed
    group = request.args.get("group", "open")
    group = group if group in GROUPS else "open"
    return render_template(
        "legal/index.html", here=f"legal-{group}", group=group, lines=list_submissions(group),
        scheduled=list_scheduled() if group == "frozen" else (), proposals=list_proposals() if group == "open" else (),
    )  # fmt: skip


@pages.get("/reviews/<path:number>")
def review(number: str) -> ResponseReturnValue:
    return _review(review_page(number, _officer()), {})


@pages.post("/reviews/<path:number>")
def decide(number: str) -> ResponseReturnValue:
    """Complete the open step of the review; what that does is said beside the button."""
    officer, page = _officer(), review_page(number, _officer())
    if page.task is None:
        raise NotUnderReview
    key, answers = request.form.get("_key", ""), {}
    try:
        ticket = ticket_of(Owner.officer(officer), page.task.task.id, key)
        answers = read_answers(ticket.form, request, Owner.officer(officer, ticket.case_id)) if ticket.form else {}
        moved = complete_task(
            CompleteTask(page.task.task.id, answers, key, "", officer, case_id=page.submission.case_id)
        )
    except AnswersRefused as refusal:
        return _review(page, refusal.answers, refusal), 422
    except FormInvalid as refusal:
        return _review(page, answers, refusal), 422
    name = moved.outcome or moved.next[0].name
    flash(_("%(power)s：已签署，%(next)s。", power=show_text(page.line.name), next=show_text(name)), "ok")
    return redirect(url_for("legal.review", number=number), 303)


@pages.post("/reviews/<path:number>/comments")
def say(number: str) -> ResponseReturnValue:
    officer, page = _officer(), review_page(number, _officer())
    form = request.form
    element = form.get("_element") or None
    comment(
        Comment(
            page.submission.id, form.get("_words", ""), element if element in page.model.elements else None,
            form.get("_answers", type=whole), form.get("_key", ""), officer,
        )
    )  # fmt: skip
    return redirect(url_for("legal.review", number=number, _anchor="comments"), 303)


@pages.get("/reviews/<path:number>/proof.pdf")
def proof(number: str) -> ResponseReturnValue:
    """The proof pack to print: verdicts, worst cases, tests, what changed."""
    page = review_page(number, _officer())
    html = render_template("legal/proof_print.html", page=page, comparison=Comparison(page))
    return Response(as_pdf(html), mimetype="application/pdf")


def _review(page: ReviewPage, answers: Any, refusal: FormInvalid | None = None) -> str:
    asked = form = None
    if page.task is not None and page.task.form is not None:
        form = page.task.form
        asked = told(form, answers, refusal.errors if refusal else (), page.task.known)
    view = request.args.get("view", "rows")
    return render_template(
        "legal/review.html", here="legal-open", page=page, comparison=Comparison(page), form=form, told=asked,
        key=_key(page), comment_key=new_key(), about=request.args.get("about"),
        view=view if view in VIEWS else "rows",
    )  # fmt: skip


def _key(page: ReviewPage) -> str:
    if request.form.get("_key"):
        return request.form["_key"]
    if page.task is None:
        return ""
    task, file = page.task.task, page.task.file
    return task_key(Owner.officer(_officer()), task.id, file.id, file.model.digest, task.element_id)


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
