"""Reading who is who."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from app.database import db
from app.people.city import DEMO_PASSWORD
from app.people.tables import Holding, OfficerRow, Organisation, Post
from engine import Text


@dataclass(frozen=True, slots=True)
class HeldPost:
    id: int
    name: Text
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer as the rest of the platform sees one: who, of which organisation, holding which posts."""

    id: int
    username: str
    name: Text
    organisation_id: int
    organisation: Text
    posts: tuple[HeldPost, ...]
    is_admin: bool

    @property
    def key(self) -> str:
        """Who this is to the engine."""
        return str(self.id)

    def holds(self, post_id: int | None) -> bool:
        return any(post.id == post_id for post in self.posts)

    def post_named(self, post_id: int | None) -> Text | None:
        return next((post.name for post in self.posts if post.id == post_id), None)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    password: str
    name: Text
    organisation: Text
    posts: tuple[Text, ...]
    is_admin: bool


def find_officer(officer_id: int, stamp: int) -> Officer | None:
    """The active officer whose sessions of this stamp still hold; one statement."""
    rows = db.session.execute(
        _officers().where(OfficerRow.id == officer_id, OfficerRow.session_stamp == stamp, OfficerRow.active)
    ).all()
    return _gather(rows)[0] if rows else None


def list_officers() -> list[Officer]:
    """All active officers, by organisation, then as they were entered."""
    rows = db.session.execute(
        _officers().where(OfficerRow.active).order_by(OfficerRow.organisation_id, OfficerRow.id, Post.id)
    ).all()
    return _gather(rows)


def list_demo_accounts() -> list[DemoAccount]:
    """The sample city's accounts, to choose from when signing in; none unless this is a demonstration."""
    if not current_app.config["DEMO"]:
        return []
    return [
        DemoAccount(o.username, DEMO_PASSWORD, o.name, o.organisation, tuple(p.name for p in o.posts), o.is_admin)
        for o in list_officers()
    ]


def list_organisations() -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).order_by(Organisation.id)))


def find_post(kind: str, name: str, near: int) -> int | None:
    """The id of a post of the organisation of this kind that is nearest: ``near`` itself, its government's
    departments, then upward.
    """
    organisations = {o.id: o for o in list_organisations()}
    here = organisations.get(near)
    while here is not None:
        siblings = [o for o in organisations.values() if o.id == here.id or o.parent_id in (here.id, here.parent_id)]
        ids = [o.id for o in sorted(siblings, key=lambda o: o.id != near) if kind in (o.kind, o.name)]
        found = {
            p.organisation_id: p.id
            for p in db.session.scalars(select(Post).where(Post.organisation_id.in_(ids), Post.name == name))
        }
        for organisation_id in ids:
            if organisation_id in found:
                return found[organisation_id]
        here = organisations.get(here.parent_id) if here.parent_id else None
    return None


def _officers():
    return (
        select(
            OfficerRow.id, OfficerRow.username, OfficerRow.name, OfficerRow.name_en, OfficerRow.is_admin,
            OfficerRow.organisation_id, Organisation.name.label("organisation"),
            Organisation.name_en.label("organisation_en"),
            Post.id.label("post_id"), Post.name.label("post"), Post.name_en.label("post_en"),
            Post.organisation_id.label("post_organisation"),
        )
        .join(Organisation, Organisation.id == OfficerRow.organisation_id)
        .outerjoin(Holding, Holding.officer_id == OfficerRow.id)
        .outerjoin(Post, Post.id == Holding.post_id)
    )  # fmt: skip


def _gather(rows: list) -> list[Officer]:
    by_officer: dict[int, list] = {}
    for row in rows:
        by_officer.setdefault(row.id, []).append(row)
    return [
        Officer(
            id=group[0].id,
            username=group[0].username,
            name=Text(group[0].name, group[0].name_en),
            organisation_id=group[0].organisation_id,
            organisation=Text(group[0].organisation, group[0].organisation_en),
            posts=tuple(HeldPost(r.post_id, Text(r.post, r.post_en), r.post_organisation) for r in group if r.post_id),
            is_admin=group[0].is_admin,
        )
        for group in by_officer.values()
    ]
