"""Bodies adopt a unified item, and change what is their own of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.adopting import KEYS, OWN, adoption_problem, entry_of, own_part, unified
from app.catalogue.codes import scheme
from app.catalogue.commands import Entering, store_entries
from app.catalogue.entry import EntryRefused
from app.catalogue.entry_changes import NAMES
from app.catalogue.importing import plain_source, source_of
from app.catalogue.queries import IN_FORCE, NoSuchPower
from app.catalogue.tables import PowerRow
from app.database import db, in_transaction
from app.people.tables import Organisation
from app.refusal import Refusal
from engine import Text

NO_BODY = Text("先选由哪个机构实施", "Choose the bodies that implement it first")


class AdoptionRefused(Refusal):
    """A body cannot adopt the item so."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What an implementing body says for itself, with the item's words beside it."""

    code: str
    body: str
    own: Mapping[str, Any]
    item: Mapping[str, Any]


def adopt(item: str, bodies: Sequence[str], said: Mapping[str, Any], by: int | None) -> list[str]:
    """Let these bodies (their codes) implement the item, each with what is ``said``; all or none.

    Returns their codes. Raises NoSuchPower, AdoptionRefused naming the body and the field.
    """
    if not bodies:
        raise AdoptionRefused(NO_BODY)
    proposal = scheme("implementation").proposal
    wanted = [{**said, "adopts": item, "body": b, "code": proposal.format(item=item, body=b)} for b in bodies]

    def store(session: Session) -> None:
        item_document, names = _item(session, item), _names(session, bodies)
        codes = [w["code"] for w in wanted]
        there = set(session.scalars(select(PowerRow.code).where(PowerRow.code.in_(codes), IN_FORCE)))
        entering = []
        for one in wanted:
            if one["code"] in there:
                raise AdoptionRefused(_of(names[one["body"]], Text("已经实施这一项", "implements it already")))
            entering.append(_entering(one, item_document, names))
        store_entries(session, entering, by, "实施机构认领")

    in_transaction(store)
    return [one["code"] for one in wanted]


def adopt_listed(item: str, source: bytes) -> None:
    """Let the bodies that a file lists adopt the item, if they never did. Raises AdoptionRefused."""
    said = yaml.safe_load(source) if source else []
    new = {body.code for body in _bodies_without(item)}
    for one in said or []:
        if one["body"] in new:
            adopt(item, [one["body"]], {name: value for name, value in one.items() if name != "body"}, None)


def change_own(code: str, said: Mapping[str, Any], by: int) -> None:
    """Renew what the body says for itself. Raises NoSuchPower, AdoptionRefused."""

    def store(session: Session) -> None:
        words = own_words(code)
        one = {**said, "adopts": words.item["code"], "body": words.body, "code": code}
        store_entries(session, [_entering(one, words.item, _names(session, [words.body]))], by, "实施机构修改")

    in_transaction(store)


def own_words(code: str) -> OwnWords:
    """What the body of this implementation says for itself; raises NoSuchPower where the code is no implementation."""
    row = db.session.execute(select(PowerRow.entry, PowerRow.item).where(PowerRow.code == code, IN_FORCE)).first()
    if row is None or row.item == code:
        raise NoSuchPower
    item = _item(db.session(), row.item)
    return OwnWords(code, row.entry["body"], row.entry, item)


def list_free_bodies(item: str) -> list[Organisation]:
    """Who does not exercise the item yet, by level."""
    return _bodies_without(item, IN_FORCE)


def _bodies_without(item: str, *which: Any) -> list[Organisation]:
    there = select(PowerRow.organisation_id).where(PowerRow.item == item, *which)
    return list(db.session.scalars(select(Organisation).where(Organisation.id.not_in(there)).order_by(Organisation.id)))


def _item(session: Session, code: str) -> dict[str, Any]:
    source = session.scalar(select(PowerRow.source).where(PowerRow.code == code, PowerRow.item == code))
    if source is None:
        raise NoSuchPower
    return plain_source(source)


def _names(session: Session, bodies: Sequence[str]) -> dict[str, Text]:
    rows = session.execute(
        select(Organisation.code, Organisation.name, Organisation.name_en).where(Organisation.code.in_(bodies))
    )
    names = {code: Text(name, english) for code, name, english in rows}
    for body in bodies:
        if body not in names:
            raise AdoptionRefused(Text(f"没有这个机构：{body}", f"No such organisation: {body}"))
    return names


def _entering(one: Mapping[str, Any], item: Mapping[str, Any], names: Mapping[str, Text]) -> Entering:
    try:
        _demand_own(one)
        own = own_part(one, item)
        if problem := adoption_problem(own, item):
            raise EntryRefused(problem)
        return Entering(entry_of(own, item), source_of(own), own, item["code"])
    except EntryRefused as refusal:
        raise AdoptionRefused(_of(names[one["body"]], refusal.text)) from refusal


def _demand_own(one: Mapping[str, Any]) -> None:
    for name in one:
        if name in NAMES and name not in (*KEYS, *OWN):
            raise EntryRefused(unified(name))


def _of(body: Text, what: Text) -> Text:
    return Text(f"{body.zh}：{what.zh}", f"{body.en}: {what.en}")
