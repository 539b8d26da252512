"""The page on which somebody approves or declines what was asked for."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.errors import RequestDecided
from app.cases.keys import new_key
from app.cases.previews import preview_request
from app.cases.queries import case_file
from app.cases.request_queries import case_of_request, get_request
from app.cases.requests import Decide, decide
from app.errors import status_of
from app.inbox.asking import meaning_of
from app.language import show_text
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from engine import EngineError, Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/requests/<int:request_id>", "request", show, methods=["GET"])
    pages.add_url_rule("/requests/<int:request_id>", "decide", send, methods=["POST"])


def show(request_id: int) -> ResponseReturnValue:
    try:
        return _page(request_id)
    except RequestDecided as decided:
        flash(show_text(decided.text), "info")
        return redirect(url_for("inbox.case", number=case_of_request(request_id), tab="entries"), 303)


def send(request_id: int) -> ResponseReturnValue:
    approve = request.form.get("_decision") == "approve"
    opinion, key = request.form.get("_opinion", "").strip(), request.form.get("_key", "")
    try:
        decide(Decide(request_id, approve, opinion, key, _officer(), request.form.get("_seen", type=whole)))
    except RequestDecided:
        raise  # there is nothing left to show it on
    except (Refusal, EngineError) as refusal:
        return _page(request_id, refusal.text), status_of(refusal)
    number = case_of_request(request_id) or ""
    approved = _("已批准 %(number)s 的报请，当即生效。", number=number)
    flash(approved if approve else _("已不予批准 %(number)s 的报请，报请的人在案卷里看到意见。", number=number), "ok")
    return redirect(url_for("inbox.index"), 303)


def _page(request_id: int, refusal: Text | None = None) -> str:
    officer = _officer()
    asked = get_request(request_id, officer)
    shown, hindrance = None, None
    try:
        shown = preview_request(asked)
    except (Refusal, EngineError) as refused:
        hindrance = refused.text
    return render_template(
        "inbox/operations/request.html", asked=asked, file=case_file(asked.case_number, officer), shown=shown,
        hindrance=hindrance, refusal=refusal, key=request.form.get("_key") or new_key(),
        opinion=request.form.get("_opinion", ""), meaning=meaning_of(asked.operation, {}),
    )  # fmt: skip


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
