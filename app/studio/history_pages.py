"""What a draft was: kept states, to look at, take along, or go back to."""

import io

from flask import Blueprint, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.flows.draft_queries import files_at, list_revisions
from app.flows.drafts import save_files
from app.studio.shared import analyst, asked_draft, draft_page
from engine import pack_bundle


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/history", "history", history, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/history/<int:revision>.zip", "state", state, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/history/<int:revision>", "go_back", go_back, methods=["POST"])


def history(draft_id: int) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    return draft_page("studio/history.html", draft, "history", states=list_revisions(draft_id))


def state(draft_id: int, revision: int) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    archive = io.BytesIO(pack_bundle(files_at(draft_id, revision)))
    return send_file(archive, "application/zip", as_attachment=True, download_name=f"{draft.power_code}-{revision}.zip")


def go_back(draft_id: int, revision: int) -> ResponseReturnValue:
    """All files as they were then; what they are now is kept as well."""
    draft = asked_draft(draft_id)
    was = files_at(draft_id, revision)
    changes: dict[str, bytes | None] = {**dict.fromkeys(draft.files), **was}
    save_files(draft_id, draft.revision, changes, analyst(), new_key(), keep=True)
    flash(_("已回到第 %(revision)s 次保存时的样子", revision=revision), "ok")
    return redirect(url_for("studio.history", draft_id=draft_id), 303)
