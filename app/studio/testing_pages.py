"""The scenarios of a draft: what they show when they are played, what of the flow they cover, writing one."""

import re

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_files import TEST_SUFFIX, is_name
from app.flows.draft_queries import Draft
from app.flows.drafts import save_files
from app.flows.library import whole_bundle
from app.refusal import Refusal
from app.studio.shared import analyst, asked_draft, draft_page
from engine import EngineError, Form, Model, Overlay, Text, read_model
from engine.flowtest import ScenarioRefused, Trial, read_scenario, run_scenarios

NO_NAME = Text("给测试起个名字，用文字、数字、横线", "Give the test a name of letters, figures and hyphens")
_NAME = re.compile(r"[\w-]{1,60}")


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/tests", "tests", tests, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/tests/edit", "test", test, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/tests/edit", "save_test", save_test, methods=["POST"])


def tests(draft_id: int) -> ResponseReturnValue:
    """Every scenario, played; what they cover painted on the drawing."""
    draft = asked_draft(draft_id)
    try:
        model = read_model(whole_bundle(draft.files))
    except EngineError as refusal:
        return draft_page("studio/tests.html", draft, "tests", trial=None, refusal=refusal.text), 422
    trial = run_scenarios(model, draft.files)
    return draft_page(
        "studio/tests.html", draft, "tests", trial=trial, model=model, refusal=None, overlay=_painted(model, trial),
        missing=[model.elements[id].name if id in model.elements else Text(id, id) for id in trial.missing],
    )  # fmt: skip


def test(draft_id: int) -> ResponseReturnValue:
    draft, name = asked_draft(draft_id), request.args.get("name", "")
    content = draft.files.get(f"{name}{TEST_SUFFIX}")
    return _edit(draft, name, content.decode() if content else _skeleton(draft))


def save_test(draft_id: int) -> ResponseReturnValue:
    """Save a scenario under its name (another one than before: it is renamed), or delete it (``_delete``)."""
    draft, form = asked_draft(draft_id), request.form
    was, name, said = form.get("_was", ""), form.get("_name", "").strip(), form.get("_text", "").replace("\r\n", "\n")
    changes: dict[str, bytes | None] = {f"{was}{TEST_SUFFIX}": None} if f"{was}{TEST_SUFFIX}" in draft.files else {}
    try:
        if "_delete" not in form:
            if not _NAME.fullmatch(name) or not is_name(f"{name}{TEST_SUFFIX}"):
                raise Refusal(NO_NAME)
            read_scenario(f"{name}{TEST_SUFFIX}", said)
            changes[f"{name}{TEST_SUFFIX}"] = said.encode()
        save_files(draft_id, draft.revision, changes, analyst(), form.get("_key") or new_key())
    except ScenarioRefused as refusal:
        return _edit(draft, name, said, refusal.text, was), 422
    except Refusal as refusal:
        return _edit(draft, name, said, refusal.text, was), 422 if refusal.text is NO_NAME else status_of(refusal)
    flash(_("测试已删除。") if "_delete" in form else _("测试已保存。"), "ok")
    return redirect(url_for("studio.tests", draft_id=draft_id), 303)


def _edit(draft: Draft, name: str, text: str, refusal: Text | None = None, was: str | None = None) -> str:
    steps: list[tuple[Text, list[str]]] = []
    try:
        model = read_model(whole_bundle(draft.files))
    except EngineError:
        pass  # the page of all tests says why
    else:
        steps = [
            (element.name, _asks(model.forms.get(element.form or "")))
            for element in model.in_flow_order()
            if element.kind == "userTask"
        ]
    return draft_page(
        "studio/test.html", draft, "tests", name=name, text=text, refusal=refusal, steps=steps, key=new_key(),
        was=name if was is None else was,
    )  # fmt: skip


def _asks(form: Form | None) -> list[str]:
    return [field.name for field in form.fields] if form else []


def _skeleton(draft: Draft) -> str:
    """A scenario to begin with: what the application asks stands in it, to be filled in."""
    fields: list[str] = []
    try:
        start = read_model(whole_bundle(draft.files)).start_form
        fields = _asks(start)
    except EngineError:
        pass  # a scenario can be written before the flow can be read
    lines = ["title: {zh: '', en: ''}", "begin:", "  on: 2026-03-02", "  answers:"]
    return "\n".join([*lines, *(f"    {name}: ''" for name in fields), "steps:", "  - expect: {open: []}", ""])


def _painted(model: Model, trial: Trial) -> Overlay:
    missing = set(trial.missing)
    return Overlay(coverage={id: id not in missing for id in [*model.elements, *model.flows]})
