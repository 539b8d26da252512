"""The form designer: the list of a form's fields, changed by hand, beside the form as people get it.

Everything is one HTML form: whichever button is pressed, what was typed is applied with it. Works without scripts.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.asked import whole_or
from app.cases.keys import new_key
from app.errors import status_of
from app.flows.beginnings import as_json, new_form
from app.flows.draft_files import WrongFileName, is_name
from app.flows.draft_queries import Draft
from app.flows.drafts import StaleDraft, save_files
from app.flows.form_reading import sheet_of
from app.flows.form_sheet import SECTION, WIDGETS, Item, Sheet, changed, new_item
from app.flows.form_writing import files_of
from app.flows.parts import SCHEMA, UI, find_form, form_names
from app.flows.uses import Use, uses_of_form
from app.refusal import Refusal
from app.studio.form_asking import TITLES, Past, packed, sheet_from, unpacked, widget_names
from app.studio.shared import analyst, asked_draft, copied, draft_page
from app.ui.asking import told
from engine import EngineError, Form, FormRefused, Text, read_form


@dataclass(frozen=True)
class Desk:
    """What the designer's page shows: the list, the form as it is asked, what is wrong, what came before."""

    name: str
    sheet: Sheet | None
    schema: dict[str, Any]
    ui: dict[str, Any]
    revision: int
    form: Form | None = None
    refusal: Text | None = None
    place: str = ""
    past: Past = field(default_factory=list)
    future: Past = field(default_factory=list)
    open: str = ""
    stale: bool = False  # somebody else has changed it meanwhile


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/forms/<name>", "form", form, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/forms/<name>", "change_form", change, methods=["POST"])


def form(draft_id: int, name: str) -> ResponseReturnValue:
    """The form; one that a step names and that is not there yet is begun here."""
    draft = asked_draft(draft_id)
    if not is_name(name + SCHEMA):
        abort(404)
    if name + SCHEMA not in draft.files:
        return _page(draft, Desk(name, None, {}, {}, draft.revision))
    return _page(draft, _desk(draft, name))


def change(draft_id: int, name: str) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    if not is_name(name + SCHEMA):
        raise WrongFileName(name)
    act = request.form.get("_do", "")
    if act == "begin":
        save_files(draft_id, draft.revision, {**new_form(name)}, analyst(), new_key())
        draft = asked_draft(draft_id)
        return _page(draft, _desk(draft, name))
    if name + SCHEMA not in draft.files:
        abort(404)
    desk = _desk(draft, name)
    past, future = unpacked(request.form.get("_past", "")), unpacked(request.form.get("_future", ""))
    desk = replace(desk, revision=whole_or(request.form.get("_revision", ""), 0), past=past, future=future)
    try:
        desk = _travelled(desk, act) if act in ("undo", "redo") else _acted(desk, act)
        if act == "copy":
            return copied(draft, _files(desk), "studio.form", name=name)
        revision = save_files(draft_id, desk.revision, _files(desk), analyst(), new_key())
    except FormRefused as refused:
        return _page(draft, _told(desk, refused.text, refused.element or "")), 422
    except Refusal as refused:
        told_desk = replace(_told(desk, refused.text, ""), stale=isinstance(refused, StaleDraft))
        return _page(draft, told_desk), status_of(refused)
    return _page(asked_draft(draft_id), replace(desk, revision=revision))


def _desk(draft: Draft, name: str) -> Desk:
    try:
        schema = json.loads(draft.files[name + SCHEMA])
        ui = json.loads(draft.files.get(name + UI) or b"{}")
        return Desk(name, sheet_of(schema, ui), schema, ui, draft.revision, read_form(name, schema, ui))
    except EngineError as refused:
        return Desk(name, None, {}, {}, draft.revision, refusal=refused.text)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Desk(name, None, {}, {}, draft.revision, refusal=Text("文件不是表单", "The file is no form"))


def _acted(desk: Desk, act: str) -> Desk:
    """The desk with what was typed and what the button says."""
    sheet = sheet_from(request.form.items())
    verb, _, rest = act.partition(":")
    opened = request.form.get("_open", "")
    if verb in ("up", "down", "drop"):
        sheet = replace(sheet, items=changed(sheet.items, _path(rest), verb))
    elif verb == "add":
        widget, _, inside = rest.partition(":")
        if widget not in (*WIDGETS, SECTION):
            abort(400)
        new = new_item(widget, _names(sheet.items, inside), TITLES)
        if inside:
            sheet = replace(sheet, items=changed(sheet.items, _path(inside), "in", new))
        else:
            opened = str(len(sheet.items))
            sheet = replace(sheet, items=(*sheet.items, new))
    schema, ui = files_of(sheet, desk.schema, desk.ui)
    form = read_form(desk.name, schema, ui)
    before = [desk.schema, desk.ui]
    past = [*desk.past, before] if before != [schema, ui] else desk.past
    future = [] if before != [schema, ui] else desk.future
    # read again, so that every field knows the name it now has in the files
    return replace(
        desk, sheet=sheet_of(schema, ui), schema=schema, ui=ui, form=form, past=past, future=future, open=opened
    )


def _travelled(desk: Desk, act: str) -> Desk:
    came_from, goes_to = (desk.past, desk.future) if act == "undo" else (desk.future, desk.past)
    if not came_from:
        return desk
    schema, ui = came_from[-1]
    form, sheet = read_form(desk.name, schema, ui), sheet_of(schema, ui)
    left, kept = came_from[:-1], [*goes_to, [desk.schema, desk.ui]]
    past, future = (left, kept) if act == "undo" else (kept, left)
    return replace(desk, sheet=sheet, schema=schema, ui=ui, form=form, past=past, future=future)


def _told(desk: Desk, text: Text, place: str) -> Desk:
    """Refused: the list as it was typed, the form as it was before."""
    typed = sheet_from(request.form.items())
    return replace(desk, sheet=typed, refusal=text, place=place, open=request.form.get("_open", ""))


def _files(desk: Desk) -> dict[str, bytes | None]:
    return {desk.name + SCHEMA: as_json(desk.schema), desk.name + UI: as_json(desk.ui)}


def _path(text: str) -> list[int]:
    parts = text.split(".")
    if not all(part.isdecimal() and len(part) < 4 for part in parts):
        abort(400)
    return [int(part) for part in parts]


def _names(items: tuple[Item, ...], inside: str) -> list[str]:
    for place in _path(inside) if inside else []:
        items = items[place].items if place < len(items) else ()
    return [item.name for item in items]


def _page(draft: Draft, desk: Desk) -> str:
    uses = uses_of_form(draft.own_files, desk.name)
    step = next((use for use in uses if use.id == request.values.get("_step")), None)
    shown = _for_step(desk.form, step)
    context = {
        "desk": desk, "uses": uses, "step": step, "shown": shown, "told": told(shown, {}) if shown else None,
        "past": packed(desk.past), "future": packed(desk.future), "widgets": widget_names(),
        "others": [(name, find_form(draft.own_files, name)) for name in form_names(draft.own_files)],
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render_template("studio/_form_desk.html", draft=draft, **context)
    return draft_page("studio/form.html", draft, "forms", **context)


def _for_step(form: Form | None, step: Use | None) -> Form | None:
    """The form as a step has it, by its rights."""
    if form is None or step is None:
        return form
    return form.restricted(step.reads, step.hides)
