"""Calls for opinions and hearings: what is asked, saying what one thinks of it or signing up, what became of it."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.call_records import end_of_record, recorded_opinions
from app.cases.calls import (
    LONGEST,
    LONGEST_NAME,
    GiveOpinion,
    NoOpinion,
    TooLong,
    find_call,
    give_opinion,
    material_of,
    open_calls,
    past_calls,
)
from app.cases.errors import WrongQueryCode
from app.cases.keys import new_key
from app.cases.registering import Register, TakeBack, find_seat, register, registration_form, take_back
from app.cases.verification import chain_status
from app.extensions import limiter
from app.refusal import Refusal
from app.ui.asking import told
from app.ui.files import send_material
from engine import FormInvalid


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/opinions", "calls", calls, methods=["GET"])
    pages.add_url_rule("/opinions/<int:call_id>", "call", call, methods=["GET"])
    limited = limiter.limit("20 per hour", deduct_when=lambda response: response.status_code == 303)(give)
    pages.add_url_rule("/opinions/<int:call_id>", "give", limited, methods=["POST"])
    verified = limiter.limit("30 per minute")(record)  # reads the whole chain
    pages.add_url_rule("/opinions/<int:call_id>/record.json", "call_record", verified, methods=["GET"])
    pages.add_url_rule("/opinions/<int:call_id>/files/<material_id>", "call_file", call_file, methods=["GET"])
    pages.add_url_rule("/opinions/seat", "seat", seat, methods=["GET"])
    pages.add_url_rule("/opinions/seat/back", "seat_back", seat_back, methods=["GET"])
    guessed = limiter.limit("10 per minute", deduct_when=lambda response: response.status_code == 422)(give_seat_back)
    pages.add_url_rule("/opinions/seat/back", "take_back", guessed, methods=["POST"])


def calls() -> ResponseReturnValue:
    past, more = past_calls(request.args.get("before", type=whole))
    return render_template("hall/calls.html", here="calls", open=open_calls(), past=past, more=more)


def call(call_id: int) -> ResponseReturnValue:
    return _page(call_id)


def give(call_id: int) -> ResponseReturnValue:
    """An opinion; of a hearing a name on the list."""
    return sign_up(call_id) if find_call(call_id).hearing else say(call_id)


def say(call_id: int) -> ResponseReturnValue:
    try:
        said = give_opinion(GiveOpinion(call_id, request.form.get("words", ""), request.form.get("name", "")))
    except (NoOpinion, TooLong) as refusal:
        return _page(call_id, refusal), 422
    flash(_("谢谢，意见已经收到，记入记录，摘要是 %(digest)s。", digest=f"{said[:16]}…{said[-8:]}"), "ok")
    return redirect(url_for("hall.call", call_id=call_id), 303)


def sign_up(call_id: int) -> ResponseReturnValue:
    form, answers = registration_form(), {}
    key = request.form.get("_key") or new_key()
    try:
        answers = form.raw(request.form.items(multi=True))
        register(Register(call_id, answers, key))
    except FormInvalid as invalid:
        return _page(call_id, invalid=invalid, answers=answers), 422
    session["seat"] = key
    return redirect(url_for("hall.seat"), 303)


def seat() -> ResponseReturnValue:
    """What this browser signed up for last; the password is known to nobody else."""
    found = find_seat(session.get("seat", ""))
    if found is None:
        return redirect(url_for("hall.seat_back"), 303)
    return render_template("hall/seat.html", here="calls", seat=found, call=find_call(found.call_id))


def seat_back() -> ResponseReturnValue:
    return render_template("hall/seat_back.html", here="calls", code=request.args.get("code", ""), refusal=None)


def give_seat_back() -> ResponseReturnValue:
    code, password = request.form.get("code", "")[:100], request.form.get("password", "")[:100]
    try:
        call_id = take_back(TakeBack(code, password))
    except WrongQueryCode as refusal:
        return render_template("hall/seat_back.html", here="calls", code=code, refusal=refusal), 422
    session.pop("seat", None)
    flash(_("已取消报名，记入记录。截止以前还可以再报。"), "ok")
    return redirect(url_for("hall.call", call_id=call_id), 303)


def record(call_id: int) -> ResponseReturnValue:
    """Which lines of the log hold the opinions: digests only, for whoever kept theirs."""
    call = find_call(call_id)
    status = chain_status(call.case_id)
    return jsonify(whole=status.whole, lines=status.lines, head=status.head, opinions=recorded_opinions(call_id))


def call_file(call_id: int, material_id: str) -> ResponseReturnValue:
    return send_material(material_of(find_call(call_id), material_id))


def _page(
    call_id: int, refusal: Refusal | None = None, invalid: FormInvalid | None = None, answers: object = None
) -> str:
    call = find_call(call_id)
    form = registration_form(tuple(s.part for s in call.seats if s.left)) if any(s.left for s in call.seats) else None
    asked = told(form or registration_form(), answers or {}, invalid.errors if invalid else ())  # type: ignore[arg-type]
    return render_template(
        "hall/hearing.html" if call.hearing else "hall/call.html",
        here="calls", call=call, end=end_of_record(call.case_id), refusal=refusal, form=form, told=asked,
        key=request.form.get("_key") or new_key(),
        given=request.form, longest=LONGEST, longest_name=LONGEST_NAME,
    )  # fmt: skip
