"""The versions of a power: who froze what when, which is in force; an earlier one again, retirement, calling off."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.errors import status_of
from app.flows.freezing import OFFICE, model_of_version
from app.language import language
from app.people.errors import NotAllowed
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from app.review.changing import call_off, changed_by_two, drop_change, retire_power, roll_back, sign_change
from app.review.office import is_legal_office
from app.review.proposals import find_proposal
from app.review.queries import History, find_frozen, history_of, list_powers_with_flows
from app.signing import public_pem
from engine import Caption, as_pdf, draw


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/powers", "powers", powers, methods=["GET"])
    pages.add_url_rule("/powers/<code>", "versions", show, methods=["GET"])
    pages.add_url_rule("/powers/<code>", "act", act, methods=["POST"])
    pages.add_url_rule("/powers/<code>/versions/<int:version>.pdf", "chart", chart, methods=["GET"])
    pages.add_url_rule("/powers/<code>/versions/<int:version>.zip", "bundle", bundle, methods=["GET"])
    pages.add_url_rule("/key", "key", key, methods=["GET"])


def powers() -> ResponseReturnValue:
    return render_template("legal/powers.html", here="versions", powers=list_powers_with_flows())


def show(code: str) -> ResponseReturnValue:
    return _page(history_of(code))


def act(code: str) -> ResponseReturnValue:
    """``_act``: roll-back, call-off (with ``_version``), retire; sign, drop (with ``_proposal``)."""
    try:
        told = _done(code, request.form.get("_act", ""), request.form.get("_reason", ""), _officer())
    except Refusal as refusal:
        return _page(history_of(code), refusal), status_of(refusal)
    flash(told, "ok")
    return redirect(url_for("legal.versions", code=code), 303)


def _done(code: str, which: str, reason: str, officer: Officer) -> str:
    """What to say once it is done."""
    proposal = request.form.get("_proposal", -1, type=whole)
    frozen_id = request.form.get("_version", -1, type=whole)
    if which == "drop":
        drop_change(proposal, reason, officer)
        return _("没有改变，理由记入历史。")
    if which == "sign":
        sign_change(proposal, officer)
        return _("已生效，记入历史。")
    if which == "retire":
        now = retire_power(code, reason, officer)
    else:
        now = (call_off if which == "call-off" else roll_back)(frozen_id, reason, officer)
    return _("已生效，记入历史。") if now else _("已提出，等另一位审核人签署后生效。")


def chart(code: str, version: int) -> ResponseReturnValue:
    """The flowchart of a frozen version to print, with its hash and the signature's key on it."""
    frozen = find_frozen(code, version)
    model = model_of_version(frozen)
    title = _("%(power)s流程图，第 %(version)s 版", power=model.name.in_(language()), version=version)
    foot = _(
        "固化于 %(when)s　SHA-256 %(digest)s　签名密钥 %(key)s", when=frozen.frozen_at.date().isoformat(),
        digest=frozen.digest, key=frozen.key_id,
    )  # fmt: skip
    svg = draw(model, language=language())
    return Response(as_pdf(svg, Caption(title, foot, language())), mimetype="application/pdf")


def bundle(code: str, version: int) -> ResponseReturnValue:
    """The bundle as it was signed, for whoever wants to check it."""
    frozen = find_frozen(code, version)
    name = f"{code}-{version}.zip"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(frozen.archive, mimetype="application/zip", headers=headers)


def key() -> ResponseReturnValue:
    """The public key of the legal office."""
    return Response(public_pem(OFFICE), mimetype="application/x-pem-file")


def _page(history: History, refusal: Refusal | None = None) -> str:
    officer, proposal = _officer(), find_proposal(history.power_code)
    may = is_legal_office(officer)
    if not (may or officer.is_admin or officer.is_analyst):
        raise NotAllowed
    return render_template(
        "legal/versions.html", here="versions", history=history, may=may, refusal=refusal,
        reason=request.form.get("_reason", ""), proposal=proposal, by_two=changed_by_two(),
        own=proposal and proposal.is_of(officer), signable=proposal and proposal.may_be_signed_by(officer),
    )  # fmt: skip


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
