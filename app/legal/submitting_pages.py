"""The analyst's side: what submitting would submit, submitting it, taking it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_queries import own_draft
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from app.review.errors import NotReady
from app.review.queries import list_submissions, review_page, submission_of_draft
from app.review.submitting import Ready, Submit, prepare, submit, withdraw
from engine import FormInvalid, Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>", "submit", show, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>", "send", send, methods=["POST"])
    pages.add_url_rule("/reviews/<path:number>/withdraw", "withdraw", take_back, methods=["POST"])
    pages.add_url_rule("/submissions", "mine", mine, methods=["GET"])


def mine() -> ResponseReturnValue:
    """What one's organisation has submitted."""
    officer = _officer()
    lines = [line for group in ("open", "returned", "frozen") for line in list_submissions(group, officer)]
    return render_template("legal/mine.html", here="submissions", lines=lines)


def show(draft_id: int) -> ResponseReturnValue:
    return _page(draft_id)


def send(draft_id: int) -> ResponseReturnValue:
    form = request.form
    command = Submit(draft_id, form.get("_note", ""), form.get("_waiver", ""), form.get("_key", ""), _officer())
    try:
        submit(command)
    except Refusal as refusal:
        return _page(draft_id, refusal), status_of(refusal)
    line = submission_of_draft(draft_id)
    assert line is not None
    flash(_("已送审，法制机构审结后在这里看到结果。"), "ok")
    return redirect(url_for("legal.review", number=line.number), 303)


def take_back(number: str) -> ResponseReturnValue:
    page = review_page(number, _officer())
    try:
        withdraw(page.submission.id, request.form.get("_reason", ""), request.form.get("_key", ""), _officer())
    except FormInvalid:
        flash(_("撤回要写理由。"), "soon")
        return redirect(url_for("legal.review", number=number), 303)
    flash(_("已撤回，可以改了再送审。"), "ok")
    return redirect(url_for("legal.review", number=number), 303)


def _page(draft_id: int, refusal: Refusal | None = None) -> str:
    draft = own_draft(draft_id, _officer())
    ready: Ready | None = None
    stands: Refusal | None = None
    try:
        ready = prepare(draft_id, _officer())
    except Refusal as found:
        stands = found
    shown = refusal or stands
    findings = getattr(stands, "findings", ())
    return render_template(
        "legal/submit.html", here="drafts", draft=draft, ready=ready, refusal=shown,
        told=_told(shown) if shown else None, findings=findings, last=submission_of_draft(draft_id),
        note=request.form.get("_note", ""), waiver=request.form.get("_waiver", ""),
        key=request.form.get("_key") or new_key(),
    )  # fmt: skip


def _told(refusal: Refusal) -> Text:
    if isinstance(refusal, NotReady) and refusal.waivable:
        return Text(
            f"{refusal.text.zh}。改好、补上测试，或者写明豁免理由（会公开）",
            f"{refusal.text.en}. Mend it, add tests, or give reasons for a waiver (it is made public)",
        )
    return refusal.text


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
