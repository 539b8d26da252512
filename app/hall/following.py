"""Following a case: looking it up, where it is, correcting, withdrawing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.access import open_tracking, tracked_case
from app.cases.answers import read_answers
from app.cases.commands import CompleteTask, SendMessage, complete_task, send_message
from app.cases.drafts import TASK, save_draft
from app.cases.errors import AnswersRefused, NotReceivable, WrongQueryCode
from app.cases.keys import new_key
from app.cases.materials import get_material
from app.cases.owner import Owner
from app.cases.queries import find_case_id, party_task, tracking
from app.cases.rating import GRADES, NoGrade, NotRatable, Rate, ratable, rate
from app.cases.reading import readings_of, sign_for, unread_in
from app.cases.supplements import added_through
from app.cases.tickets import task_key, ticket_of
from app.cases.views import PartyTask
from app.extensions import limiter
from app.hall import supplementing
from app.language import show_text
from app.ui.asking import told
from app.ui.files import send_material
from engine import Form, FormInvalid


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/track", "look_up", look_up, methods=["GET"])
    limited = limiter.limit("10 per minute", deduct_when=lambda response: response.status_code == 422)(look_up_case)
    pages.add_url_rule("/track", "look_up_case", limited, methods=["POST"])
    pages.add_url_rule("/cases/<number>", "follow", follow, methods=["GET"])
    pages.add_url_rule("/cases/<number>/ratings", "rate", rate_stage, methods=["POST"])
    pages.add_url_rule("/cases/<number>/read", "sign_for_it", sign_for_it, methods=["POST"])
    supplementing.add_to(pages)
    pages.add_url_rule("/cases/<number>/tasks/<int:task_id>", "task", task, methods=["GET"])
    pages.add_url_rule("/cases/<number>/tasks/<int:task_id>", "send_task", send_task, methods=["POST"])
    pages.add_url_rule("/cases/<number>/messages/<element_id>", "message", message, methods=["GET"])
    pages.add_url_rule("/cases/<number>/messages/<element_id>", "send", send, methods=["POST"])
    pages.add_url_rule("/cases/<number>/materials/<material_id>", "material", material, methods=["GET"])


def look_up() -> ResponseReturnValue:
    return render_template("hall/look_up.html", here="track", code=request.args.get("code", ""), refusal=None)


def look_up_case() -> ResponseReturnValue:
    code, password = request.form.get("code", "")[:100], request.form.get("password", "")[:100]
    try:
        number = open_tracking(code, password)
    except WrongQueryCode as refusal:
        return render_template("hall/look_up.html", here="track", code=code, refusal=refusal), 422
    return redirect(url_for("hall.follow", number=number), 303)


def follow(number: str) -> ResponseReturnValue:
    try:
        case_id = tracked_case(number)
    except WrongQueryCode:
        return redirect(url_for("hall.look_up"), 303)
    case = tracking(case_id)
    readings = readings_of(case_id)
    return render_template(
        "hall/follow.html", here="track", case=case, ratable=ratable(case), grades=GRADES, readings=readings,
        unread=unread_in(case, readings), **supplementing.seen_of(case),
    )  # fmt: skip


def sign_for_it(number: str) -> ResponseReturnValue:
    """All that was said up to the last entry on the page has been read."""
    sign_for(tracked_case(number), request.form.get("_seq", 0, type=whole))
    flash(_("已签收，什么时候看到记入记录。"), "ok")
    return redirect(url_for("hall.follow", number=number, _anchor="told"), 303)


def rate_stage(number: str) -> ResponseReturnValue:
    """How the party found a stage that is over."""
    form = request.form
    grade, stage = form.get("_grade", 0, type=whole), form.get("_stage", -1, type=whole)
    try:
        rate(Rate(tracked_case(number), stage, grade, form.get("_words", "")))
    except NoGrade as refusal:
        flash(show_text(refusal.text), "soon")
    except NotRatable as refusal:
        flash(show_text(refusal.text), "info")
    else:
        flash(_("谢谢，评价已经收到。"), "ok")
    return redirect(url_for("hall.follow", number=number, _anchor="rate"), 303)


def task(number: str, task_id: int) -> ResponseReturnValue:
    """A step that the applicant has to do, such as a correction."""
    found = party_task(task_id, tracked_case(number))
    return _task_page(number, found, found.answers)


def send_task(number: str, task_id: int) -> ResponseReturnValue:
    case_id = tracked_case(number)
    owner, key = Owner.party(case_id), request.form.get("_key", "")
    ticket = ticket_of(owner, task_id, key)
    answers: dict = {}
    try:
        answers = read_answers(ticket.form, request, owner) if ticket.form else {}
        if "_draft" in request.form:
            save_draft(owner, f"{TASK}{task_id}", answers)
            flash(_("已暂存，随时可以回来接着填。"), "ok")
            return redirect(url_for("hall.task", number=number, task_id=task_id), 303)
        complete_task(CompleteTask(task_id, answers, key, party_case=case_id))
    except AnswersRefused as refusal:
        return _task_page(number, party_task(task_id, case_id), refusal.answers, refusal), 422
    except FormInvalid as refusal:
        return _task_page(number, party_task(task_id, case_id), answers, refusal), 422
    flash(_("已提交：%(name)s。", name=show_text(ticket.name)), "ok")
    return redirect(url_for("hall.follow", number=number), 303)


def message(number: str, element_id: str) -> ResponseReturnValue:
    """Without scripts the dialog is this page."""
    return _message_page(number, element_id, {})


def send(number: str, element_id: str) -> ResponseReturnValue:
    case_id = tracked_case(number)
    answers: dict = {}
    try:
        waiting = _receivable(case_id, element_id)
        form = tracking(case_id).model.forms.get(waiting.form or "")
        answers = read_answers(form, request, Owner.party(case_id)) if form else {}
        moved = send_message(
            SendMessage(case_id, waiting.message, answers, request.form.get("_key", ""), party_case=case_id)
        )
    except AnswersRefused as refusal:
        return _message_page(number, element_id, refusal.answers, refusal), 422
    except FormInvalid as refusal:
        return _message_page(number, element_id, answers, refusal), 422
    if moved.finished:
        flash(_("已办结：%(outcome)s。", outcome=show_text(moved.outcome)), "ok")
    return redirect(url_for("hall.follow", number=number), 303)


def material(number: str, material_id: str) -> ResponseReturnValue:
    """Of the case, or added by way of it to one that it had been merged into."""
    case_id = tracked_case(number)
    through = {paper.value["id"]: one.number for one in added_through(case_id, number) for paper in one.papers}
    elsewhere = find_case_id(through[material_id]) if material_id in through else None
    return send_material(get_material(material_id, case_id=elsewhere or case_id))


def _receivable(case_id: int, element_id: str):
    found = next((r for r in tracking(case_id).receivable if r.element_id == element_id), None)
    if found is None:
        raise NotReceivable
    return found


def _task_page(number: str, found: PartyTask, answers: object, refusal: FormInvalid | None = None) -> str:
    form = found.form or Form("", found.task.name, ())
    asked = told(form, answers, refusal.errors if refusal else (), found.known)  # type: ignore[arg-type]
    case = tracking(tracked_case(number))
    key = request.form.get("_key") or task_key(
        Owner.party(case.id), found.task.id, case.id, case.model.digest, found.task.element_id
    )
    return render_template(
        "hall/task.html", here="track", case=case, task=found.task, form=found.form, told=asked, key=key
    )


def _message_page(number: str, element_id: str, answers: object, refusal: FormInvalid | None = None) -> str:
    case_id = tracked_case(number)
    waiting = _receivable(case_id, element_id)
    case = tracking(case_id)
    form = case.model.forms.get(waiting.form or "")
    asked = told(form or Form("", waiting.name, ()), answers, refusal.errors if refusal else ())  # type: ignore[arg-type]
    return render_template(
        "hall/message.html", here="track", case=case, message=waiting, form=form, told=asked, key=new_key()
    )
