"""The officer's pages: inbox, task, case file, what was done."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.answers import read_answers
from app.cases.attending import page_for
from app.cases.calls import calls_of, list_opinions
from app.cases.commands import (
    ClaimTask,
    CompleteTask,
    Moved,
    ReleaseTask,
    SendMessage,
    claim_task,
    complete_task,
    release_task,
    send_message,
)
from app.cases.drafts import TASK, drop_draft, save_draft
from app.cases.errors import AnswersRefused, NoSuchCase, NotReceivable
from app.cases.kept import list_kept_drafts
from app.cases.keys import new_key
from app.cases.materials import get_material
from app.cases.owner import Owner
from app.cases.passwords import may_issue_password
from app.cases.queries import case_file, done_list, find_case_id, inbox, task_page
from app.cases.rating import GRADES, words_for
from app.cases.reading import readings_of
from app.cases.registering import list_registrations
from app.cases.request_queries import requests_for
from app.cases.supplements import AddedMeanwhile
from app.cases.tickets import task_key, ticket_of
from app.cases.views import CaseFile, TaskPage
from app.inbox import away_pages, operation_pages, password_pages, request_pages
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from app.ui.asking import hidden_in, told
from app.ui.files import send_material
from engine import Form, FormInvalid

pages = Blueprint("inbox", __name__, url_prefix="/inbox")

for part in (operation_pages, request_pages, away_pages, password_pages):
    part.add_to(pages)

_VIEWS = ("materials", "facts", "opinions", "entries", "flow", "days")


@pages.get("")
def index() -> ResponseReturnValue:
    """Open tasks, what is due first first."""
    officer, which = _officer(), request.args.get("which", "all")
    light, power, after = (request.args.get(name) or None for name in ("light", "power", "after"))
    found = inbox(officer, which, light, power, after)
    shown = {"which": which, "light": light, "power": power}
    return render_template(
        "inbox/index.html",
        here=which,
        inbox=found,
        shown=shown,
        counts={which: found.total},
        kept=list_kept_drafts(Owner.officer(officer)),
        requests=requests_for(officer),
    )


@pages.get("/search")
def search() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    if words and find_case_id(words) is not None:
        return redirect(url_for("inbox.case", number=words))
    return render_template("inbox/search.html", q=words), 404 if words else 200


@pages.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    page = task_page(task_id, _officer())
    if (own := page_for(page.file.power_code)) is not None:
        return redirect(url_for(own, number=page.file.number), 303)
    return _task(page, page.answers, page.opinion)


@pages.post("/tasks/<int:task_id>")
def complete(task_id: int) -> ResponseReturnValue:
    """Sign and send on, or with the button ``_draft`` only keep what was typed."""
    officer, key = _officer(), request.form.get("_key", "")
    ticket, opinion = ticket_of(Owner.officer(officer), task_id, key), request.form.get("_opinion", "").strip()
    owner = Owner.officer(officer, ticket.case_id)
    answers: dict = {}
    try:
        answers = read_answers(ticket.form, request, owner) if ticket.form else {}
        if "_draft" in request.form:
            save_draft(owner, f"{TASK}{task_id}", answers, opinion)
            flash(_("已暂存，还没有签署。"), "ok")
            return redirect(url_for("inbox.task", task_id=task_id), 303)
        seen = request.form.get("_seen", type=whole)
        moved = complete_task(CompleteTask(task_id, answers, key, opinion, officer, case_id=ticket.case_id, seen=seen))
    except AddedMeanwhile as refusal:
        return _task(task_page(task_id, officer), answers, opinion, added=refusal), 409
    except AnswersRefused as refusal:
        return _task(task_page(task_id, officer), refusal.answers, opinion, refusal), 422
    except FormInvalid as refusal:
        return _task(task_page(task_id, officer), answers, opinion, refusal), 422
    flash(_note_of(moved), "moved")  # type: ignore[arg-type]
    return redirect(url_for("inbox.index"), 303)


@pages.post("/tasks/<int:task_id>/hidden")
def hidden_questions(task_id: int) -> ResponseReturnValue:
    page = task_page(task_id, _officer())
    answers = page.form.raw(request.form.items(multi=True)) if page.form else {}
    return jsonify(hidden=sorted(hidden_in(page.form, answers, page.known)) if page.form else [])


@pages.post("/tasks/<int:task_id>/claim")
def claim(task_id: int) -> ResponseReturnValue:
    claim_task(ClaimTask(task_id, _officer()))
    if request.form.get("_back") == "inbox":
        flash(_("已领取，在“我领取的”里。"), "ok")
        return redirect(url_for("inbox.index"), 303)
    return redirect(url_for("inbox.task", task_id=task_id), 303)


@pages.post("/tasks/<int:task_id>/release")
def release(task_id: int) -> ResponseReturnValue:
    release_task(ReleaseTask(task_id, _officer()))
    flash(_("已放回，同岗的人都可以领取。"), "ok")
    return redirect(url_for("inbox.index"), 303)


@pages.post("/drafts/drop")
def drop() -> ResponseReturnValue:
    """Throw away what could not be signed."""
    drop_draft(Owner.officer(_officer()), request.form.get("_subject", ""))
    return redirect(url_for("inbox.index"), 303)


@pages.get("/done")
def done() -> ResponseReturnValue:
    before = request.args.get("before", type=whole)
    rows, more = done_list(_officer(), before)
    return render_template("inbox/done.html", here="done", rows=rows, more=more)


@pages.get("/ratings")
def ratings() -> ResponseReturnValue:
    """How the parties to the organisation's cases found them, and what they said."""
    rows = words_for(_officer().organisation_id)
    return render_template("inbox/ratings.html", here="ratings", rows=rows, grades=GRADES)


@pages.get("/cases/<number>")
def case(number: str) -> ResponseReturnValue:
    file = case_file(number, _officer())
    return render_template(
        "inbox/case.html", file=file, view=_view("entries"), chosen=request.args.get("material"),
        reissue=file.status == "finished" and may_issue_password(file.id, _officer()), **_said_of(file),
    )  # fmt: skip


@pages.get("/cases/<number>/materials/<material_id>")
def material(number: str, material_id: str) -> ResponseReturnValue:
    file = case_file(number, _officer())
    return send_material(get_material(material_id, case_id=file.id))


@pages.get("/cases/<number>/messages/<element_id>")
def message(number: str, element_id: str) -> ResponseReturnValue:
    return _message(number, element_id, {})


@pages.post("/cases/<number>/messages/<element_id>")
def send(number: str, element_id: str) -> ResponseReturnValue:
    officer = _officer()
    file = case_file(number, officer)
    answers: dict = {}
    try:
        waiting = next((r for r in file.receivable if r.element_id == element_id), None)
        if waiting is None:
            raise NotReceivable
        form = file.model.forms.get(waiting.form or "")
        answers = read_answers(form, request, Owner.officer(officer, file.id)) if form else {}
        opinion = request.form.get("_opinion", "").strip()
        key, seen = request.form.get("_key", ""), request.form.get("_seen", type=whole)
        moved = send_message(SendMessage(file.id, waiting.message, answers, key, opinion, officer, seen=seen))
    except AddedMeanwhile as refusal:
        return _message(number, element_id, answers, added=refusal), 409
    except AnswersRefused as refusal:
        return _message(number, element_id, refusal.answers, refusal), 422
    except FormInvalid as refusal:
        return _message(number, element_id, answers, refusal), 422
    flash(_note_of(moved), "moved")  # type: ignore[arg-type]
    return redirect(url_for("inbox.case", number=number), 303)


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer


def _view(usual: str) -> str:
    asked = request.args.get("tab", usual)
    return asked if asked in _VIEWS else usual


def _task(
    page: TaskPage, answers: object, opinion: str, refusal: FormInvalid | None = None, added: Refusal | None = None
) -> str:
    form = page.form or Form("", page.task.name, ())
    asked = told(form, answers, refusal.errors if refusal else (), page.known)  # type: ignore[arg-type]
    usual = "materials" if page.file.materials else "facts"
    if page.file.model.elements[page.task.element_id].hears:
        usual = "opinions"
    return render_template(
        "inbox/task.html", here="", page=page, task=page.task, file=page.file, form=form, told=asked, opinion=opinion,
        key=_task_key(page), view=_view(usual), chosen=request.args.get("material"), refusal=added,
        **_said_of(page.file),
    )  # fmt: skip


def _said_of(file: CaseFile) -> dict[str, object]:
    """The calls for opinions that the case made, and a page of what was said; what the party signed for."""
    calls = calls_of(file.id) if file.model.invites else []
    said, more = list_opinions(file.id, request.args.get("before", type=whole)) if calls else ([], None)
    registered = list_registrations(file.id) if any(call.hearing for call in calls) else {}
    read = readings_of(file.id)
    return {"calls": calls, "said_in_calls": said, "more_said": more, "registered": registered, "readings": read}


def _task_key(page: TaskPage) -> str:
    """One key for the page however often it is shown again: sending it twice is sending it once."""
    if request.form.get("_key"):
        return request.form["_key"]
    return task_key(Owner.officer(_officer()), page.task.id, page.file.id, page.file.model.digest, page.task.element_id)


def _message(
    number: str, element_id: str, answers: object, refusal: FormInvalid | None = None, added: Refusal | None = None
) -> str:
    file = case_file(number, _officer())
    waiting = next((r for r in file.receivable if r.element_id == element_id), None)
    if waiting is None:
        raise NoSuchCase
    form = file.model.forms.get(waiting.form or "") or Form("", waiting.name, ())
    asked = told(form, answers, refusal.errors if refusal else ())  # type: ignore[arg-type]
    return render_template(
        "inbox/message.html", file=file, message=waiting, form=form, told=asked, refusal=added,
        key=request.form.get("_key") or new_key(), opinion=request.form.get("_opinion", ""),
    )  # fmt: skip


def _note_of(moved: Moved) -> list[object]:
    """What the next page tells, in its own language (``moved_words``): the number, and the end or the next steps."""
    told = [moved.outcome] if moved.finished and moved.outcome else [task.name for task in moved.next]
    return [moved.number, moved.finished, [[text.zh, text.en] for text in told]]
