"""The scenarios of a draft: what they show when they are played, what of the flow they cover, writing one."""

import re

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole_or
from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_files import TEST_SUFFIX, NameTaken, is_name
from app.flows.draft_queries import Draft
from app.flows.drafts import StaleDraft, save_files
from app.flows.library import whole_bundle
from app.flows.trials import trial_of
from app.language import show_text
from app.refusal import Refusal
from app.review.mutating import mutation_of
from app.studio.shared import analyst, asked_draft, copied, draft_page
from engine import EngineError, Form, Model, ModelRefused, Overlay, Text, read_model
from engine.flowtest import Coverage, ScenarioRefused, read_scenario
from engine.flowtest.report import PARTS, name_of

NO_NAME = Text("给测试起个名字，用文字、数字、横线", "Give the test a name of letters, figures and hyphens")
_NAME = re.compile(r"[\w-]{1,60}")


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/tests", "tests", tests, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/tests", "run_tests", run, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/tests/edit", "test", test, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/tests/edit", "save_test", save_test, methods=["POST"])


def tests(draft_id: int) -> ResponseReturnValue:
    """Every scenario, played; what they cover painted on the drawing. ``?mutate``: also what they would not notice."""
    draft = asked_draft(draft_id)
    try:
        model = model_of(draft)
    except ModelRefused as refused:
        names = sorted(name.removesuffix(TEST_SUFFIX) for name in draft.files if name.endswith(TEST_SUFFIX))
        return draft_page("studio/tests.html", draft, "tests", trial=None, refusal=refused.text, names=names), 422
    trial = trial_of(model, draft.files)
    assert trial.coverage is not None
    return draft_page(
        "studio/tests.html", draft, "tests", model=model, trial=trial, refusal=None,
        parts=[(show_text(PARTS[part]), *counted) for part, counted in trial.coverage.parts().items() if counted[1]],
        overlay=_painted(trial.coverage), missing=_missing(trial.coverage),
        mutation=mutation_of(model, draft.files) if "mutate" in request.args else None,
    )  # fmt: skip


def run(draft_id: int) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    told = trial_of(model_of(draft), draft.files).told
    met = sum(one.met for one in told)
    flash(_("运行了 %(all)d 个测试，%(met)d 个通过", all=len(told), met=met), "ok" if met == len(told) else "soon")
    return redirect(url_for("studio.tests", draft_id=draft_id), 303)


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
            demand_name(draft, name, but=was)
            read_scenario(f"{name}{TEST_SUFFIX}", said)
            changes[f"{name}{TEST_SUFFIX}"] = said.encode()
        if form.get("_do") == "copy":
            return copied(draft, changes, "studio.tests")
        save_files(draft_id, _revision(draft), changes, analyst(), form.get("_key") or new_key())
    except ScenarioRefused as refusal:
        return _edit(draft, name, said, refusal.text, was), 422
    except Refusal as refusal:
        status = 422 if refusal.text is NO_NAME else status_of(refusal)
        return _edit(draft, name, said, refusal.text, was, isinstance(refusal, StaleDraft)), status
    flash(_("测试已删除。") if "_delete" in form else _("测试已保存。"), "ok")
    return redirect(url_for("studio.tests", draft_id=draft_id), 303)


def _revision(draft: Draft) -> int:
    """When the text was read: what a colleague has changed since is not overwritten."""
    return whole_or(request.form.get("_revision", ""), draft.revision)


def demand_name(draft: Draft, name: str, but: str = "") -> str:
    """The file of a test of that name. Raises a Refusal, NameTaken (``but``: the name that it has already)."""
    file = f"{name}{TEST_SUFFIX}"
    if not _NAME.fullmatch(name) or not is_name(file):
        raise Refusal(NO_NAME)
    if file in draft.files and name != but:
        raise NameTaken
    return file


def model_of(draft: Draft) -> Model:
    """Raises ModelRefused where the draft's files cannot be read."""
    return read_model(whole_bundle(draft.files))


def _edit(
    draft: Draft, name: str, text: str, refusal: Text | None = None, was: str | None = None, stale: bool = False
) -> str:
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
        revision=_revision(draft),
        was=name if was is None else was, stale=stale,
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


def _painted(coverage: Coverage) -> Overlay:
    """What is covered, to be laid over the drawing."""
    missing = set(coverage.missing)
    return Overlay(coverage={id: id not in missing for id in [*coverage.model.elements, *coverage.model.flows]})


def _missing(coverage: Coverage) -> list[str]:
    rows = [
        Text(f"决策表 {table} 第 {row} 行", f"Row {row} of the table {table}") for table, row in coverage.missing_rows
    ]
    names = [name if (name := name_of(coverage.model, id)).zh else Text(id, id) for id in coverage.missing]
    return [show_text(said) for said in [*names, *rows]]
