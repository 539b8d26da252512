"""Adding papers or an explanation to a case that is followed, where its flow asks for nothing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.access import tracked_case
from app.cases.answers import read_answers
from app.cases.errors import AnswersRefused
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.queries import tracking
from app.cases.supplementing import (
    CaseOver,
    EnoughPapers,
    EnoughToday,
    Supplement,
    demand_room,
    find_supplied,
    receiver_of,
)
from app.cases.supplementing import supplement as supply
from app.cases.supplements import added_through, supplement_form
from app.cases.views import Tracking
from app.extensions import limiter
from app.refusal import Refusal
from app.ui.asking import told
from app.ui.figures import moment
from engine import FormInvalid


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/cases/<number>/supplement", "supplement", supplement, methods=["GET"])
    limited = limiter.limit("10 per minute")(send_supplement)
    pages.add_url_rule("/cases/<number>/supplement", "send_supplement", limited, methods=["POST"])


def seen_of(case: Tracking) -> dict[str, Any]:
    """What the tracking page shows of it: the number of the case that takes more, and what has gone to another one."""
    try:
        takes = receiver_of(case.id)[1]
    except CaseOver:
        takes = None
    return {"takes": takes, "added": added_through(case.id, case.number) if case.status == "finished" else ()}


def supplement(number: str) -> ResponseReturnValue:
    case_id = tracked_case(number)
    try:
        receiver_of(case_id)
    except CaseOver as over:
        return _page(number, {}, over), 409
    return _page(number, {})


def send_supplement(number: str) -> ResponseReturnValue:
    case_id, key = tracked_case(number), request.form.get("_key", "")[:100] or new_key()
    form, answers = supplement_form(), {"words": request.form.get("words", "")}
    try:
        to, its_number = receiver_of(case_id)
        command = Supplement(to, answers, key, "" if to == case_id else number)
        supplied = find_supplied(command)
        if supplied is None:
            demand_room(to, request.content_length or 0)
            answers = read_answers(form, request, Owner.party(to))
            supplied = supply(Supplement(to, answers, key, command.through))
    except (CaseOver, EnoughToday, EnoughPapers) as refusal:
        return _page(number, answers, refusal), 409
    except AnswersRefused as refusal:
        return _page(number, refusal.answers, invalid=refusal), 422
    except FormInvalid as refusal:
        return _page(number, answers, invalid=refusal), 422
    flash(_("已收到，%(when)s 记入办件 %(number)s，承办人看得到。", when=moment(supplied.at), number=its_number), "ok")
    return redirect(url_for("hall.follow", number=number), 303)


def _page(number: str, answers: Any, refusal: Refusal | None = None, invalid: FormInvalid | None = None) -> str:
    case, form = tracking(tracked_case(number)), supplement_form()
    asked = told(form, answers, invalid.errors if invalid else ())
    return render_template(
        "hall/supplement.html", here="track", case=case, form=form, told=asked, refusal=refusal,
        over=isinstance(refusal, CaseOver), key=request.form.get("_key") or new_key(), **seen_of(case),
    )  # fmt: skip
