"""Giving up an adoption: the reason first, then what it does, then it is done."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.queries import count_running
from app.catalogue.giving_up import LEAST_WORDS, NoReason, demand_adoption, give_up
from app.catalogue.queries import get_power, list_implementers
from app.errors import status_of
from app.language import show_text
from app.people.session import current_officer
from engine import Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/catalogue/items/<code>/give-up", "giving_up", ask, methods=["GET"])
    pages.add_url_rule("/catalogue/items/<code>/give-up", "give_up", decide, methods=["POST"])


def ask(code: str) -> ResponseReturnValue:
    return _page(code, "")


def decide(code: str) -> ResponseReturnValue:
    """``_confirmed``: what it does has been looked at."""
    officer, reason = current_officer(), request.form.get("_reason", "").strip()[:2000]
    assert officer is not None
    if "_edit" in request.form:
        return _page(code, reason)
    if len(reason) < LEAST_WORDS:
        return _page(code, reason, NoReason.text), status_of(NoReason())
    if "_confirmed" not in request.form:
        return _page(code, reason, looked_at=True)
    item, name = give_up(code, reason, officer.id), get_power(code).authority
    flash(_("%(body)s不再实施这一项，马上生效。", body=show_text(name)), "ok")
    return redirect(url_for("admin.item", code=item), 303)


def _page(code: str, reason: str, refusal: Text | None = None, looked_at: bool = False) -> str:
    demand_adoption(code)
    power = get_power(code)
    others = [one for one in list_implementers(power.item) if one.code != code]
    return render_template(
        "admin/giving_up.html", here="catalogue", power=power, reason=reason, refusal=refusal, looked_at=looked_at,
        running=count_running(code), others=others,
    )  # fmt: skip
