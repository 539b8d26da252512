"""Drawing: the flow of a draft, and its decision tables."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.flows.draft_files import FLOW
from app.flows.drafts import save_files
from app.flows.importing import drawn
from app.studio.given import given_to
from app.studio.shared import analyst, asked_draft, draft_page


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>", "design", design, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/tables/<file>", "table", table, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/drawing", "complete_drawing", complete_drawing, methods=["POST"])


def design(draft_id: int) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    flows = sorted((name for name in draft.files if name.endswith(".bpmn")), key=lambda name: (name != FLOW, name))
    file = request.args.get("file", flows[0] if flows else "")
    if file not in flows:
        abort(404)
    return draft_page("studio/design.html", draft, "design", given=given_to(draft, file), file=file, flows=flows)


def table(draft_id: int, file: str) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    if not file.endswith(".dmn") or file not in draft.files:
        abort(404)
    return draft_page("studio/table.html", draft, "forms", given=given_to(draft, file), file=file)


def complete_drawing(draft_id: int) -> ResponseReturnValue:
    """Draw what a file does not draw, so that the designer can open it."""
    draft, file = asked_draft(draft_id), request.form.get("file", FLOW)
    if file not in draft.files:
        abort(404)
    save_files(draft_id, draft.revision, {file: drawn(draft.model_files, file)}, analyst(), new_key())
    flash(_("流程图已补画"), "ok")
    return redirect(url_for("studio.design", draft_id=draft_id, file=file), 303)
