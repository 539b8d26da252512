"""One item of the store: what is unified, who implements it, standards and risks of its flow; adopting it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.catalogue.adopting import OWN
from app.catalogue.editing import LIMITS, LONGEST, PAIRS, TOO_LONG
from app.catalogue.entry_changes import NAMES
from app.catalogue.giving_up import list_given_up
from app.catalogue.implementing import AdoptionRefused, adopt, change_own, list_free_bodies, own_words
from app.catalogue.queries import NoSuchPower, get_power, list_implementers
from app.flows.queries import PowerOutOfService, effective_flow
from app.flows.safeguards import risks_of, standards_of
from app.people.session import current_officer
from engine import Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/catalogue/items/<code>", "item", item, methods=["GET"])
    pages.add_url_rule("/catalogue/items/<code>", "adopt_item", adopt_item, methods=["POST"])


def item(code: str) -> ResponseReturnValue:
    return _page(code)


def adopt_item(code: str) -> ResponseReturnValue:
    """Of a unified item: let the chosen bodies adopt it; of an implementation: change what is its own."""
    officer, power = current_officer(), get_power(code)
    assert officer is not None
    bodies = request.form.getlist("_body")
    try:
        said = _said(power.entry.limit.unit if power.entry.limit else "wd")
        if power.item != code:
            change_own(code, said, officer.id)
            flash(_("已保存。"), "ok")
        else:
            codes = adopt(code, bodies, said, officer.id)
            flash(_("已有 %(num)d 个机构认领，马上生效。", num=len(codes)), "ok")
    except AdoptionRefused as refusal:
        return _page(code, refusal.text, _typed(), bodies), 422
    return redirect(url_for("admin.item", code=code), 303)


def _page(
    code: str, refusal: Text | None = None, typed: Mapping[str, Any] | None = None, chosen: Sequence[str] = ()
) -> str:
    power = get_power(code)
    adopted = power.item != code
    if power.given_up:
        raise NoSuchPower
    own = own_words(code).own if adopted else {}
    try:
        model, closed = effective_flow(code).model, None
    except PowerOutOfService as reason:
        model, closed = None, reason.text
    return render_template(
        "admin/item.html", here="catalogue", power=power, adopted=adopted, closed=closed, refusal=refusal,
        implementers=list_implementers(power.item), free=[] if adopted else list_free_bodies(code), chosen=chosen,
        own=OWN, pairs=PAIRS, names=NAMES, value=_typed_or(typed, own), limit=power.entry.limit,
        given_up=[] if adopted else list_given_up(code),
        risks=risks_of(model) if model else [], standards=standards_of(model) if model else [],
    )  # fmt: skip


def _said(unit: str) -> dict[str, Any]:
    """What the form says. Any field of an entry that it names is handed on: a unified one is refused by its name."""
    said: dict[str, Any] = {}
    for field, value in _typed().items():
        name, _dot, language = field.partition(".")
        if name not in NAMES:
            continue
        if len(value) > LONGEST:
            raise AdoptionRefused(Text(f"{NAMES[name].zh}：{TOO_LONG.zh}", f"{NAMES[name].en}: {TOO_LONG.en}"))
        if language in ("zh", "en"):
            said.setdefault(name, {"zh": "", "en": ""})[language] = value
        else:
            said[name] = f"{value}{unit}" if name in LIMITS and value else value
    for name in PAIRS & said.keys():
        words = said[name]
        if isinstance(words, dict) and bool(words["zh"]) != bool(words["en"]):
            raise AdoptionRefused(
                Text(f"{NAMES[name].zh}：中文、英文都要写", f"{NAMES[name].en}: write both Chinese and English")
            )
    return said


def _typed() -> dict[str, str]:
    return {name: value.replace("\r\n", "\n").strip() for name, value in request.form.items()}


def _typed_or(typed: Mapping[str, Any] | None, own: Mapping[str, Any]) -> Mapping[str, str]:
    """Values by the names of the form's fields."""
    if typed is not None:
        return typed
    values: dict[str, str] = {}
    for name in OWN:
        value = own.get(name) or ""
        if isinstance(value, dict):
            values |= {f"{name}.{language}": words for language, words in value.items()}
        else:
            values[name] = value.rstrip("wdh") if name in LIMITS else value
    return values
