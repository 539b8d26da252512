"""Reading who is who."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import bindparam, select

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
    rows = db.session.connection().execute(_SIGNED_IN, {"of_officer": officer_id, "of_stamp": stamp}).all()
    return _gather(rows)[0] if rows else None


def list_officers() -> list[Officer]:
    """All active officers, by organisation, then as they were entered."""
    rows = db.session.execute(_ALL).all()
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


_officers = OfficerRow.__table__
_organisations = Organisation.__table__
_posts = Post.__table__
_holdings = Holding.__table__
_OFFICERS = select(
    _officers.c.id, _officers.c.username, _officers.c.name, _officers.c.name_en, _officers.c.is_admin,
    _officers.c.organisation_id, _organisations.c.name.label("organisation"),
    _organisations.c.name_en.label("organisation_en"), _posts.c.id.label("post_id"), _posts.c.name.label("post"),
    _posts.c.name_en.label("post_en"), _posts.c.organisation_id.label("post_organisation"),
).select_from(
    _officers.join(_organisations, _organisations.c.id == _officers.c.organisation_id)
    .outerjoin(_holdings, _holdings.c.officer_id == _officers.c.id)
    .outerjoin(_posts, _posts.c.id == _holdings.c.post_id)
).where(_officers.c.active)  # fmt: skip
_SIGNED_IN = _OFFICERS.where(
    _officers.c.id == bindparam("of_officer"), _officers.c.session_stamp == bindparam("of_stamp")
).order_by(_posts.c.id)
_ALL = _OFFICERS.order_by(_officers.c.organisation_id, _officers.c.id, _posts.c.id)


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
