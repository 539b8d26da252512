"""The studio's pages: drafts, and everything that is done with one."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_queries import list_drafts, list_powers_to_draw
from app.flows.drafts import draft_from_nothing, draft_from_power, drop_draft
from app.refusal import Refusal
from app.studio import (
    designer_pages,
    entry_pages,
    export_pages,
    file_api,
    form_pages,
    history_pages,
    import_pages,
    paper_pages,
    parts_pages,
    play_pages,
    testing_pages,
)
from app.studio.shared import analyst, beginning, choices_for
from engine import Text

pages = Blueprint("studio", __name__, url_prefix="/studio")
for part in (
    designer_pages, entry_pages, export_pages, file_api, form_pages, history_pages, import_pages, paper_pages,
    parts_pages, play_pages, testing_pages,
):  # fmt: skip
    part.add_to(pages)


@pages.get("/")
def index() -> ResponseReturnValue:
    return render_template("studio/index.html", here="drafts", drafts=list_drafts(analyst()))


@pages.get("/new")
def new() -> ResponseReturnValue:
    return _new_page({"_key": new_key()})


@pages.post("/new")
def make() -> ResponseReturnValue:
    """A draft from nothing, or (``power``) from the effective version of a power."""
    officer, form = analyst(), request.form
    try:
        if power := form.get("power"):
            draft_id = draft_from_power(officer, power, form.get("_key") or new_key())
        else:
            draft_id = draft_from_nothing(beginning(officer, form))
    except Refusal as refusal:
        return _new_page(form.to_dict(), refusal.text), status_of(refusal)
    return redirect(url_for("studio.design", draft_id=draft_id), 303)


@pages.post("/drafts/<int:draft_id>/drop")
def drop(draft_id: int) -> ResponseReturnValue:
    drop_draft(draft_id, analyst())
    flash(_("草稿已删除"), "ok")
    return redirect(url_for("studio.index"), 303)


def _new_page(given: Mapping[str, str], refusal: Text | None = None) -> str:
    officer = analyst()
    powers = list_powers_to_draw(officer)
    return render_template(
        "studio/new.html", here="drafts", given=given, refusal=refusal, powers=powers, **choices_for(officer)
    )
