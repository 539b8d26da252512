"""The catalogue entry of a draft: every field of power.yaml, in both languages."""

from collections.abc import Mapping
from typing import Any

import yaml
from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole_or
from app.cases.keys import new_key
from app.catalogue.categories import CATEGORIES
from app.catalogue.codes import scheme
from app.catalogue.editing import answered, missing
from app.catalogue.entry import MAY_LACK
from app.catalogue.life_events import life_events
from app.errors import status_of
from app.flows.beginnings import write_entry
from app.flows.draft_files import ENTRY, PAPER_SUFFIXES
from app.flows.draft_queries import Draft
from app.flows.drafts import StaleDraft, save_files
from app.flows.papers import papers_in
from app.refusal import Refusal
from app.studio.entry_words import groups, label_of
from app.studio.shared import analyst, asked_draft, copied, draft_page
from engine import Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/entry", "entry", entry, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/entry", "save_entry", save, methods=["POST"])


def entry(draft_id: int) -> ResponseReturnValue:
    return entry_page(asked_draft(draft_id))


def save(draft_id: int) -> ResponseReturnValue:
    """What is wrong is named field by field; what is only missing is kept and listed."""
    draft = asked_draft(draft_id)
    schemes = {name: scheme(name) for name in ("code", "unified_code")}
    said = answered(request.form.items(), yaml.safe_load(draft.entry), schemes)
    read_at = whole_or(request.form.get("_revision", ""), 0)
    if said.errors:
        return _page(draft, said.document, said.errors, read_at), 422
    changes = {ENTRY: write_entry(said.document)}
    try:
        if request.form.get("_do") == "copy":
            return copied(draft, changes, "studio.entry")
        save_files(draft_id, read_at, changes, analyst(), request.form.get("_key") or new_key())
    except Refusal as refusal:
        return _page(draft, said.document, {}, read_at, refusal), status_of(refusal)
    flash(_("事项已保存"), "ok")
    return redirect(url_for("studio.entry", draft_id=draft_id), 303)


def entry_page(draft: Draft, refusal: Refusal | None = None) -> str:
    """The entry as it stands."""
    return _page(draft, {**MAY_LACK, **yaml.safe_load(draft.entry)}, {}, draft.file_revisions[ENTRY], refusal)


def _page(
    draft: Draft, document: Mapping[str, Any], errors: Mapping[str, Text], read_at: int, refusal: Refusal | None = None
) -> str:
    return draft_page(
        "studio/entry.html", draft, "entry", document=document, errors=errors, read_at=read_at,
        refusal=refusal and refusal.text, stale=isinstance(refusal, StaleDraft),
        papers=papers_in(draft.files), kinds=PAPER_SUFFIXES,
        groups=groups(), categories=CATEGORIES, events=life_events(), label_of=label_of, lacking=missing(document),
    )  # fmt: skip
