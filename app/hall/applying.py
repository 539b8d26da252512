"""Applying: the form with its draft and uploads, and the receipt."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.access import remember_case
from app.cases.answers import read_answers
from app.cases.commands import StartCase, start_case
from app.cases.drafts import drop_draft, find_draft, save_draft
from app.cases.errors import AnswersRefused
from app.cases.keys import new_key
from app.cases.materials import get_material
from app.cases.owner import Owner
from app.cases.queries import tracking
from app.cases.standing import asked_of
from app.cases.starting import demand_beginner, find_receipt
from app.catalogue.queries import get_power, get_public_power
from app.flows.papers import paper_sizes
from app.flows.queries import effective_flow
from app.people.queries import Officer
from app.people.session import current_officer
from app.ui.asking import hidden_in, told
from app.ui.files import send_material
from engine import Form, FormInvalid

UNNAMED = "（未署名）"
"""What a case goes by whose applicant need not say who they are."""


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/powers/<code>/apply", "apply", apply, methods=["GET"])
    pages.add_url_rule("/powers/<code>/apply", "send_application", send_application, methods=["POST"])
    pages.add_url_rule("/powers/<code>/apply/hidden", "hidden_questions", hidden_questions, methods=["POST"])
    pages.add_url_rule("/powers/<code>/apply/draft/drop", "drop_application", drop_application, methods=["POST"])
    pages.add_url_rule("/receipt", "receipt", receipt, methods=["GET"])
    pages.add_url_rule("/uploads/<material_id>", "upload", upload, methods=["GET"])


def apply(code: str) -> ResponseReturnValue:
    """The form, as it was left; with what the link that was followed says already."""
    form, draft = _whole_form(code), find_draft(Owner.browser(), _subject(code))
    return _form_page(code, form, {**(draft.answers if draft else {}), **_given(form)}, draft=draft)


def send_application(code: str) -> ResponseReturnValue:
    """Send, or with the button ``_draft`` only keep."""
    form, owner = _whole_form(code), Owner.browser()
    try:
        answers = read_answers(form, request, owner)
    except AnswersRefused as refusal:
        return _form_page(code, form, refusal.answers, refusal.errors), 422
    if "_draft" in request.form:
        save_draft(owner, _subject(code), answers)
        flash(_("已暂存在这台设备上，随时可以回来接着填。声明要在提交时勾选。"), "ok")
        return redirect(url_for("hall.apply", code=code), 303)
    officer = None if effective_flow(code).begun_by_party else current_officer()
    named = _unnamed(form, answers, officer)
    try:
        receipt = start_case(StartCase(code, answers, request.form.get("_key", ""), owner, officer, named))
    except FormInvalid as refusal:
        save_draft(owner, _subject(code), answers)
        return _form_page(code, form, answers, refusal.errors), 422
    if officer is not None:
        return redirect(url_for("inbox.case", number=receipt.number), 303)
    remember_case(receipt.case_id)
    session["receipt"] = request.form.get("_key", "")
    return redirect(url_for("hall.receipt"), 303)


def hidden_questions(code: str) -> ResponseReturnValue:
    """Which questions these answers make unnecessary."""
    form = _whole_form(code)
    return jsonify(hidden=sorted(hidden_in(form, form.raw(request.form.items(multi=True)))))


def drop_application(code: str) -> ResponseReturnValue:
    drop_draft(Owner.browser(), _subject(code))
    flash(_("已清空，重新填写。"), "ok")
    return redirect(url_for("hall.apply", code=code), 303)


def receipt() -> ResponseReturnValue:
    """The receipt of what this browser sent last; the password is known to nobody else."""
    found = find_receipt(session.get("receipt", ""))
    if found is None:
        return redirect(url_for("hall.look_up"), 303)
    model = tracking(found.case_id).model
    return render_template("hall/receipt.html", here="track", receipt=found, model=model)


def upload(material_id: str) -> ResponseReturnValue:
    return send_material(get_material(material_id, Owner.browser()))


def _whole_form(code: str) -> Form:
    """What the platform asks of everybody, and the power's own form."""
    power = get_public_power(code) if current_officer() is None else get_power(code)
    flow = effective_flow(code)
    demand_beginner(flow, current_officer())
    form = flow.model.start_form
    assert form is not None, "a power with a start event without a form is not put in service"
    return asked_of(flow.model, power.entry.agents).whole(form)


def _given(form: Form) -> dict[str, str]:
    """Answers in the address, of questions that are answered by a text or a choice."""
    asked = {field.name: field for field in form.fields if field.widget in ("text", "choice")}
    return {
        name: value[:200]
        for name, value in request.args.items()
        if name in asked and (not asked[name].options or asked[name].option(value))
    }


def _unnamed(form: Form, answers: Mapping[str, Any], officer: Officer | None) -> str:
    """What a case goes by whose form names nobody: one that an officer begins by what it is about."""
    if officer is None:
        return UNNAMED
    about = (answers.get(field.name) for field in form.fields if field.widget == "text")
    return next((str(text) for text in about if text), officer.organisation.zh)


def _subject(code: str) -> str:
    return f"power:{code}"


def _form_page(code: str, form: Form, answers: object, errors: object = (), draft: object = None) -> str:
    asked = told(form, answers, errors)  # type: ignore[arg-type]
    key = request.form.get("_key") or new_key()
    power, model = get_power(code), effective_flow(code).model
    standing = asked_of(model, power.entry.agents)
    return render_template(
        "hall/apply.html", here="powers", power=power, form=form, told=asked, key=key, draft=draft, model=model,
        settled=standing.settled, agents=standing.agents, papers=paper_sizes(power.entry, model.files),
    )  # fmt: skip
