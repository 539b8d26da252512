"""Being away: naming a colleague who stands in, and calling it off."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole_or
from app.cases.keys import new_key
from app.clock import today
from app.errors import status_of
from app.people.delegating import Delegate, delegate, end_delegation, list_delegations
from app.people.errors import CannotDelegate
from app.people.queries import Officer, list_officers
from app.people.session import current_officer
from engine import Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/away", "away", show, methods=["GET"])
    pages.add_url_rule("/away", "go_away", send, methods=["POST"])
    pages.add_url_rule("/away/<int:delegation_id>/end", "come_back", end, methods=["POST"])


def show() -> ResponseReturnValue:
    return _page()


def send() -> ResponseReturnValue:
    try:
        first, last = (_day(request.form.get(name, "")) for name in ("first", "last"))
        delegate(
            Delegate(
                _officer(), whole_or(request.form.get("deputy", ""), 0), first, last,
                request.form.get("_reason", ""), request.form.get("_key", ""),
            )
        )  # fmt: skip
    except CannotDelegate as refusal:
        return _page(refusal.text), status_of(refusal)
    flash(_("已委托。到期自动结束，也可以提前结束。"), "ok")
    return redirect(url_for("inbox.away"), 303)


def end(delegation_id: int) -> ResponseReturnValue:
    end_delegation(delegation_id, _officer())
    flash(_("委托已结束。"), "ok")
    return redirect(url_for("inbox.away"), 303)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise CannotDelegate(Text("请写明起止日期", "First and last day are needed")) from None


def _page(refusal: Text | None = None) -> str:
    officer = _officer()
    return render_template(
        "inbox/operations/away.html", here="away", refusal=refusal, given=request.form,
        delegations=list_delegations(officer), today=today(), key=request.form.get("_key") or new_key(),
        colleagues=[o for o in list_officers() if o.organisation_id == officer.organisation_id and o.id != officer.id],
    )  # fmt: skip


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
