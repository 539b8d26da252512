"""Playing a draft's flow step by step on a virtual clock, and keeping what was played as a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.inboxes import last_day
from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_queries import Draft
from app.flows.drafts import save_files
from app.language import local_time
from app.refusal import Refusal
from app.studio.playing import end_play, find_play, keep_play, read_play_answers
from app.studio.shared import analyst, asked_draft, draft_page
from app.studio.testing_pages import demand_name, model_of
from app.ui.asking import Told, told
from app.ui.figures import day, moment
from engine import (
    EngineError,
    FieldError,
    Form,
    FormInvalid,
    Limit,
    Model,
    ModelRefused,
    OpenTask,
    Receivable,
    SamePerson,
    Text,
)
from engine.flowtest import Flow, FlowCase, Recording, name_in

FIRST_DAY = date(2026, 3, 2)
"""A Monday with a whole week after it: the day on which a play begins, unless another is chosen."""


@dataclass(frozen=True)
class Stage:
    """What the page shows: the case as it stands, and what is asked of whom next."""

    model: Model
    recording: Recording | None = None
    case: FlowCase | None = None
    task: OpenTask | None = None
    message: Receivable | None = None
    form: Form | None = None
    told: Told | None = None
    refusal: Text | None = None
    refused: bool = False  # the form refused the answers: that can be recorded too
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def doable(self) -> list[OpenTask]:
        """The first open task of every element: one after the other, as a scenario does them."""
        seen: dict[str, OpenTask] = {}
        for one in self.case.case.tasks if self.case else ():
            seen.setdefault(one.element_id, one)
        return list(seen.values())

    def until(self, task: OpenTask) -> str:
        """The last day of a step; with the hour where it does not run out at midnight."""
        at = local_time(task.due_at)
        if at is None:
            return "—"
        return moment(at) if at.hour or at.minute else day(last_day(at))

    @property
    def states(self) -> dict[str, str]:
        """For the drawing: where the case is, what has been passed."""
        if self.case is None:
            return {}
        passed = {id: "done" for entry in self.case.log for id in entry.path}
        return passed | {t.element_id: "here" for t in self.case.case.tasks}


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/play", "play", play, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/play", "act_in_play", act, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/play/save", "save_play", save, methods=["POST"])


def play(draft_id: int) -> ResponseReturnValue:
    """``?step=`` an open task, ``?message=`` what the applicant sends."""
    draft = asked_draft(draft_id)
    try:
        model = model_of(draft)
    except ModelRefused as refused:
        return _page(draft, None, refused.text)
    return _page(draft, _stage(draft, model, find_play(draft, analyst())))


def act(draft_id: int) -> ResponseReturnValue:
    """``_do``: begin, do, refuse, send, wait, back, restart. What cannot be done is said, and nothing is kept of it."""
    draft, officer = asked_draft(draft_id), analyst()
    try:
        model = model_of(draft)
    except ModelRefused as refused:
        return _page(draft, None, refused.text), 422
    what, before = request.form.get("_do", ""), find_play(draft, officer)
    if what == "restart":
        end_play(draft, officer)
        return redirect(url_for("studio.play", draft_id=draft_id), 303)
    stage = _stage(draft, model, before)
    try:
        after = _after(what, stage)
        after.play(Flow(model, heard=False))
    except FormInvalid as invalid:
        return _page(draft, _again(stage, invalid.errors)), 422
    except EngineError as error:
        return _page(draft, _again(stage, (), error)), 422
    keep_play(draft, officer, after)
    return redirect(url_for("studio.play", draft_id=draft_id, _anchor="now"), 303)


def save(draft_id: int) -> ResponseReturnValue:
    """What was played becomes ``<name>.test.yaml``; the play goes on being there until another is begun."""
    draft, officer = asked_draft(draft_id), analyst()
    recording, form = find_play(draft, officer), request.form
    name, title = form.get("name", "").strip(), Text(form.get("title", "").strip(), form.get("title_en", "").strip())
    model = model_of(draft)
    if recording is None:
        return redirect(url_for("studio.play", draft_id=draft_id), 303)
    try:
        file = demand_name(draft, name)
        words = recording.saved(Flow(model, heard=False), _titled(title, name), "each" in form)
        save_files(draft_id, draft.revision, {file: words.encode()}, officer, form.get("_key") or new_key())
    except Refusal as refusal:
        stage = _stage(draft, model, recording, refusal.text, form.to_dict())
        return _page(draft, stage), status_of(refusal)
    end_play(draft, officer)
    flash(_("测试“%(name)s”已保存", name=title.zh or name), "ok")
    return redirect(url_for("studio.tests", draft_id=draft_id), 303)


def _titled(title: Text, name: str) -> Text:
    return Text(title.zh or title.en or name, title.en or title.zh or name)


def _after(what: str, stage: Stage) -> Recording:
    """The recording with what was pressed. Raises EngineErrors where it makes no sense."""
    recording, by = stage.recording, request.form.get("_by", "").strip()
    answers = read_play_answers(stage.form, request) if stage.form else {}
    if what == "begin":
        try:
            on = date.fromisoformat(request.form.get("_on", ""))
        except ValueError:
            raise EngineError(Text("申请日写作 2026-03-02", "The day is written 2026-03-02")) from None
        return Recording.of(on, answers, by)
    if what == "back" and recording is not None:
        return recording.without_last()
    if recording is None or stage.case is None:
        raise EngineError(Text("先提交申请", "Apply first"))
    if what == "do" and stage.task:
        opinion = request.form.get("_opinion", "").strip()
        return recording.and_then(do=name_in(stage.case, stage.task), by=by, answers=answers, opinion=opinion)
    if what == "refuse" and stage.task:
        fields = _refused(stage.case, stage.task, answers, by)
        return recording.and_then(refused=name_in(stage.case, stage.task), by=by, answers=answers, fields=fields)
    if what == "send" and stage.message:
        return recording.and_then(send=stage.message.message, by=by, answers=answers)
    if what == "wait":
        return recording.and_then(wait=str(_limit(request.form.get("_wait", ""), request.form.get("_unit", "wd"))))
    raise EngineError(Text("这一步已经不在等人办", "That step does not wait for anybody any more"))


def _refused(case: FlowCase, task: OpenTask, answers: Mapping[str, Any], by: str) -> list[str]:
    """The fields that the form does not accept; ``by`` where it is for somebody else to do."""
    try:
        return sorted(case.refuses(task.element_id, answers, by=by))
    except AssertionError:
        raise EngineError(Text("这样办是接受的", "Done so it is accepted")) from None


def _limit(amount: str, unit: str) -> Limit:
    try:
        return Limit.parse(f"{amount.strip()}{unit}")
    except ValueError:
        raise EngineError(Text("过几天写一个大于零的整数", "How long is a whole number above nought")) from None


def _stage(
    draft: Draft, model: Model, recording: Recording | None, refusal: Text | None = None,
    given: Mapping[str, str] | None = None,
) -> Stage:  # fmt: skip
    if recording is None:
        form = model.start_form
        return Stage(model, form=form, told=told(form, {}) if form else None, refusal=refusal)
    try:
        case = recording.play(Flow(model, heard=False))
    except EngineError as error:  # the flow has been changed since
        return Stage(model, recording, refusal=refusal or error.text)
    stage = Stage(model, recording, case, refusal=refusal, given=given or {})
    task = next((t for t in stage.doable if t.element_id == request.values.get("step")), None)
    message = next((r for r in case.case.receivable if r.message == request.values.get("message")), None)
    if task is None and message is None and stage.doable:
        task = stage.doable[0]
    name = message.form if message else task.form if task else None
    form = model.forms[name] if name else None
    known = {**case.case.values["0"], **(case.case.values.get(task.scope, {}) if task else {})}
    return Stage(
        model, recording, case, None if message else task, message, form,
        told(form, {}, (), known) if form else None, refusal, given=given or {},
    )  # fmt: skip


def _again(stage: Stage, errors: Any, error: EngineError | None = None) -> Stage:
    """The page with what was typed, and what is wrong with it."""
    of_form: tuple[FieldError, ...] = tuple(errors)
    answers = stage.form.raw(request.form.items(multi=True)) if stage.form else {}
    known = stage.case.case.values["0"] if stage.case else {}
    shown = told(stage.form, answers, of_form, known) if stage.form else None
    return Stage(
        stage.model, stage.recording, stage.case, stage.task, stage.message, stage.form, shown,
        error.text if error else None,
        stage.task is not None and (bool(of_form) or isinstance(error, SamePerson)), request.form.to_dict(),
    )  # fmt: skip


def _page(draft: Draft, stage: Stage | None, refusal: Text | None = None) -> str:
    names = [name for name in (f"test-{number}" for number in range(1, 400)) if f"{name}.test.yaml" not in draft.files]
    return draft_page(
        "studio/play.html", draft, "tests", stage=stage, refusal=refusal or (stage and stage.refusal),
        first_day=FIRST_DAY, free_name=names[0] if names else "",
    )  # fmt: skip
