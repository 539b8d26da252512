"""The parts of a draft beside its flow: forms, decision tables, further flows. Made, copied, removed here."""

import re

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.beginnings import application_form, new_flow, new_form, new_table
from app.flows.draft_files import ENTRY, FLOW, NameTaken, WrongFileName, WrongPartName, is_name
from app.flows.draft_queries import Draft
from app.flows.drafts import save_files
from app.flows.papers import papers_in
from app.flows.parts import SCHEMA, UI, find_form, flows_in, form_names, tables_in
from app.flows.uses import uses_of_forms
from app.refusal import Refusal
from app.studio.shared import analyst, asked_draft, draft_page
from engine import Text

APPLICATION = "*"  # no form is called so
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/forms", "forms", forms, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/forms", "add_part", add, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/remove", "remove_part", remove, methods=["POST"])


def forms(draft_id: int) -> ResponseReturnValue:
    return _page(asked_draft(draft_id))


def add(draft_id: int) -> ResponseReturnValue:
    """``kind``: form, table or flow; ``name``; for a form ``from``: one to begin with, or APPLICATION."""
    draft = asked_draft(draft_id)
    kind, name, source = (request.form.get(key, "").strip() for key in ("kind", "name", "from"))
    try:
        if not _NAME.fullmatch(name):
            raise WrongPartName
        changes = _new_files(draft, kind, name, source)
        if any(file in draft.files for file in changes):
            raise NameTaken
        save_files(draft_id, draft.revision, changes, analyst(), new_key())
    except Refusal as refusal:
        return _page(draft, refusal.text, {"kind": kind, "name": name, "from": source}), status_of(refusal)
    if kind == "form":
        return redirect(url_for("studio.form", draft_id=draft_id, name=name), 303)
    if kind == "table":
        return redirect(url_for("studio.table", draft_id=draft_id, file=f"{name}.dmn"), 303)
    return redirect(url_for("studio.design", draft_id=draft_id, file=f"{name}.bpmn"), 303)


def remove(draft_id: int) -> ResponseReturnValue:
    """A form (schema and ui), a table, a further flow; the state before is in the history."""
    draft, file = asked_draft(draft_id), request.form.get("file", "")
    if file in (ENTRY, FLOW) or not is_name(file):
        raise WrongFileName(file)
    if file not in draft.files:
        abort(404)
    gone = [file, file.removesuffix(SCHEMA) + UI] if file.endswith(SCHEMA) else [file]
    changes = {name: None for name in gone if name in draft.files}
    save_files(draft_id, draft.revision, changes, analyst(), new_key())
    flash(_("已删除 %(file)s，可以在“历史”里找回", file=file), "ok")
    page = "studio.entry" if file in papers_in(draft.files) else "studio.forms"
    return redirect(url_for(page, draft_id=draft_id), 303)


def _new_files(draft: Draft, kind: str, name: str, source: str) -> dict[str, bytes | None]:
    if kind == "form" and source == APPLICATION:
        return {**application_form(name, draft.name)}
    if kind == "form" and source:
        if source + SCHEMA not in draft.files:
            abort(404)
        return {name + SCHEMA: draft.files[source + SCHEMA], name + UI: draft.files.get(source + UI, b"{}\n")}
    if kind == "form":
        return {**new_form(name)}
    if kind == "table":
        return {f"{name}.dmn": new_table(name)}
    if kind != "flow":
        abort(400)
    return {f"{name}.bpmn": new_flow(name)}


def _page(draft: Draft, refusal: Text | None = None, given: dict[str, str] | None = None) -> str:
    files, uses = draft.own_files, uses_of_forms(draft.own_files)
    return draft_page(
        "studio/forms.html", draft, "forms", refusal=refusal, given=given or {},
        forms=[(name, find_form(files, name), uses.get(name, [])) for name in form_names(files)],
        tables=tables_in(files),
        unread=[name for name in files if name.endswith(".dmn") and name not in {t.file for t in tables_in(files)}],
        flows=[flow for flow in flows_in(files) if flow.file != FLOW],
    )  # fmt: skip
