"""Bringing files: what was understood, mended and refused is looked at before a draft is made of them."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.drafts import draft_from_files
from app.flows.importing import Brought, as_power, as_they_are, keep, kept, look, named
from app.refusal import Refusal
from app.studio.shared import analyst, beginning, choices_for
from engine import EngineError, Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/import", "bring", bring, methods=["GET"])
    pages.add_url_rule("/import", "send", send, methods=["POST"])
    pages.add_url_rule("/import/<key>", "report", report, methods=["GET"])
    pages.add_url_rule("/import/<key>", "make_of_import", make, methods=["POST"])


def bring() -> ResponseReturnValue:
    return render_template("studio/import.html", here="drafts", refusal=None)


def send() -> ResponseReturnValue:
    uploads = []
    for file in request.files.getlist("files"):
        with file.stream:
            uploads.append((file.filename or "", file.read()))
    try:
        key = keep(analyst(), named(uploads))
    except (Refusal, EngineError) as refusal:
        status = status_of(refusal) if isinstance(refusal, Refusal) else 422
        return render_template("studio/import.html", here="drafts", refusal=refusal.text), status
    return redirect(url_for("studio.report", key=key), 303)


def report(key: str) -> ResponseReturnValue:
    brought = look(kept(key, analyst()))
    given = {"code": brought.code, "name": brought.name.zh, "name_en": brought.name.en, "_key": new_key()}
    if brought.entry:
        given["category"] = brought.entry.category
    return _report_page(key, brought, given)


def make(key: str) -> ResponseReturnValue:
    officer, form = analyst(), request.form
    brought = look(kept(key, officer))
    try:
        begin = beginning(officer, form)
        if brought.mended is not None and form.get("how") != "as-it-is":
            files = as_power(brought.mended, begin.code)
        else:
            files = as_they_are(brought.files)
        draft_id = draft_from_files(begin, files)
    except Refusal as refusal:
        return _report_page(key, brought, form.to_dict(), refusal.text), status_of(refusal)
    return redirect(url_for("studio.design", draft_id=draft_id), 303)


def _report_page(key: str, brought: Brought, given: Mapping[str, str], refusal: Text | None = None) -> str:
    verdict = "refused" if brought.model is None else "repaired" if brought.report else "accepted"
    return render_template(
        "studio/report.html", here="drafts", key=key, brought=brought, verdict=verdict, given=given, refusal=refusal,
        **choices_for(analyst()),
    )  # fmt: skip
