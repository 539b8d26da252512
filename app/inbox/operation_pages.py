"""The pages of operations: what it asks, what it would do, confirmed, done. They work without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole, whole_or
from app.cases.errors import CannotHandOver, NoSuchCase, NotReceivable
from app.cases.handing import HAND_OVER, HandOver, hand_over
from app.cases.keys import new_key
from app.cases.offers import OVER, Choices, choices_of
from app.cases.operations import Operate, operate
from app.cases.performing import NAMES, Intent
from app.cases.previews import Preview, preview
from app.cases.queries import case_file, find_case_id
from app.cases.views import CaseFile, Choice, TaskView
from app.errors import status_of
from app.inbox.asking import REASON, Ask, asks_of, details_in, lacking, meaning_of
from app.language import show_text
from app.log.queries import case_of_key
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from engine import EngineError, Text

PAGE_NAMES = {**NAMES, "hand-over": HAND_OVER}
ENDS_IT = ("terminate", "transfer")
INSIDE = ("hand-over",)
"""Of which the party sees nothing."""


@dataclass(frozen=True)
class Page:
    """One operation of one case, as it is asked for by this request."""

    file: CaseFile
    officer: Officer
    operation: str
    task_id: int | None
    choices: Choices
    asks: list[Ask]

    @property
    def task(self) -> TaskView | None:
        """The task it is done to, of an operation of one task."""
        return next((task for task in self.file.tasks if task.id == self.task_id), None)

    @property
    def intent(self) -> Intent:
        return Intent(
            self.operation, request.form.get("_reason", "").strip(), details_in(request.form, self.asks, self.task_id)
        )

    @property
    def command(self) -> Operate:
        key, seen = request.form.get("_key", ""), request.form.get("_seen", type=whole)
        return Operate(self.file.id, self.intent, key, self.officer, seen)


def add_to(pages: Blueprint) -> None:
    address = "/cases/<number>/operations/<operation>"
    pages.add_url_rule(address, "operation", show, methods=["GET"])
    pages.add_url_rule(address, "operate", send, methods=["POST"])


def show(number: str, operation: str) -> ResponseReturnValue:
    try:
        return _form(_page(number, operation))
    except NotReceivable as refusal:
        return _gone(number, operation, refusal)


def send(number: str, operation: str) -> ResponseReturnValue:
    """First what it would do is shown; with ``_confirmed`` it is done. ``_edit`` goes back to the form."""
    try:
        page = _page(number, operation)
    except (Refusal, EngineError) as refusal:
        if "_confirmed" in request.form and _sent_before(number):
            return redirect(url_for("inbox.case", number=number, tab="entries"), 303)
        if isinstance(refusal, NotReceivable):
            return _gone(number, operation, refusal)
        raise
    if "_edit" in request.form:
        return _form(page)
    try:
        if wanting := lacking(page.asks, page.intent.details, page.intent.reason):
            return _form(page, wanting=wanting), 422
        if "_confirmed" not in request.form:
            return _review(page)
        said = _done(page)
    except (Refusal, EngineError) as refusal:
        return _form(page, refusal.text), status_of(refusal)
    flash(said, "ok")
    return redirect(url_for("inbox.case", number=number, tab="entries"), 303)


def _done(page: Page) -> str:
    name = show_text(PAGE_NAMES[page.operation])
    if page.operation == "hand-over":
        hand_over(_handing(page))
    elif operate(page.command):
        return _("%(name)s已报请批准，批准后生效。", name=name)
    return _("%(name)s已记入案卷。", name=name)


def _handing(page: Page) -> HandOver:
    to = page.intent.details.get("to", "")
    return HandOver(
        page.task_id or 0,
        whole_or(to, 0),
        page.intent.reason,
        request.form.get("_key", ""),
        page.officer,
    )


def _page(number: str, operation: str) -> Page:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    if operation not in PAGE_NAMES:
        raise NoSuchCase
    file, task_id = case_file(number, officer), request.values.get("task_id", type=whole)
    if file.status == "finished":
        raise NotReceivable(OVER)
    choices = choices_of(file.id, officer, operation, task_id)
    return Page(file, officer, operation, task_id, choices, asks_of(operation, choices))


def _gone(number: str, operation: str, refusal: NotReceivable) -> ResponseReturnValue:
    """It can no longer be done; the reason that was typed is shown, so that it can be taken along."""
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    page = render_template(
        "inbox/operations/gone.html", file=case_file(number, officer), name=PAGE_NAMES[operation],
        refusal=refusal.text, reason=request.form.get("_reason", "").strip(),
    )  # fmt: skip
    return page, status_of(refusal)


def _sent_before(file_number: str) -> bool:
    """Whether this very form has been done already: sent twice it is answered alike."""
    case_id = case_of_key(request.form.get("_key", ""))
    return case_id is not None and case_id == find_case_id(file_number)


def _form(page: Page, refusal: Text | None = None, wanting: Mapping[str, str] | None = None) -> str:
    given = dict.fromkeys((ask.name for ask in page.asks), "") | dict(page.intent.details)
    return render_template(
        "inbox/operations/form.html", page=page, file=page.file, name=PAGE_NAMES[page.operation], given=given,
        reason=request.form.get(REASON, ""), key=request.form.get("_key") or new_key(), refusal=refusal,
        wanting=wanting or {}, meaning=meaning_of(page.operation, {}), inside=page.operation in INSIDE,
    )  # fmt: skip


def _review(page: Page) -> str:
    shown = _preview(page)
    said = [
        (ask.label, _answer(ask, page.intent.details[ask.name])) for ask in page.asks if ask.name in page.intent.details
    ]
    return render_template(
        "inbox/operations/review.html", page=page, file=page.file, name=PAGE_NAMES[page.operation], shown=shown,
        said=said, reason=page.intent.reason, given=page.intent.details, key=request.form.get("_key") or new_key(),
        meaning=meaning_of(page.operation, page.intent.details), ends=page.operation in ENDS_IT,
    )  # fmt: skip


def _preview(page: Page) -> Preview | None:
    if page.operation != "hand-over":
        return preview(page.command)
    if page.intent.details.get("to") not in [choice.value for choice in page.choices.colleagues]:
        raise CannotHandOver(Text("请选一位同事", "Choose a colleague"))
    return None


def _answer(ask: Ask, value: str) -> str:
    if ask.kind == "tick":
        return _("是")
    if ask.kind == "many":
        picked = value.split(",")
        return _("、").join(_named(choice) for choice in ask.choices if choice.value in picked)
    chosen = next((_named(choice) for choice in ask.choices if choice.value == value), value)
    return f"{chosen} {ask.unit}".strip()


def _named(choice: Choice) -> str:
    name = show_text(choice.name)
    return _("%(name)s（%(note)s）", name=name, note=show_text(choice.note)) if choice.note else name
