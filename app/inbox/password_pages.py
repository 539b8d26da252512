"""Handing the party the code and a new password to follow their case, and to act in it."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.cases.keys import new_key
from app.cases.passwords import IssuePassword, issue_password
from app.cases.queries import case_file
from app.cases.starting import find_receipt
from app.people.session import current_officer
from app.refusal import Refusal
from engine import EngineError, Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/cases/<number>/password", "password", show, methods=["GET"])
    pages.add_url_rule("/cases/<number>/password", "issue_password", issue, methods=["POST"])


def show(number: str) -> ResponseReturnValue:
    """What to write down, right after it was issued in this browser; else the question why."""
    receipt = find_receipt(session.get("issued", ""))
    return _page(number, receipt=receipt if receipt and receipt.number == number else None)


def issue(number: str) -> ResponseReturnValue:
    officer, key = current_officer(), request.form.get("_key", "")
    assert officer is not None, "the access table lets nobody else in"
    reason = request.form.get("_reason", "").strip()
    try:
        issue_password(IssuePassword(case_file(number, officer).id, reason, key, officer))
    except (Refusal, EngineError) as refusal:
        if reason:
            raise
        return _page(number, refusal.text), 422
    session["issued"] = key
    return redirect(url_for("inbox.password", number=number), 303)


def _page(number: str, refusal: Text | None = None, receipt: object = None) -> str:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    file = case_file(number, officer)
    if receipt is not None:
        session.pop("issued", None)
    return render_template("inbox/password.html", file=file, refusal=refusal, receipt=receipt, key=new_key())
