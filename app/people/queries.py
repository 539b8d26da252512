"""Reading who is who."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.clock import today
from app.database import db, glance
from app.people.city import DEMO_PASSWORD
from app.people.tables import Delegation, Holding, OfficerRow, Organisation, Post
from app.prepared import PreparedSelect
from engine import Text

ANALYST_POST = "流程分析员"
INSTEAD = " 代 "
"""Between the names of who did it and of who was away, as the record has it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who is away, to whoever does their tasks."""

    id: int
    name: Text


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that an officer holds, or does the tasks of ``instead_of`` somebody who is away."""

    id: int
    name: Text
    organisation_id: int
    instead_of: Principal | None = None


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
    password_given: bool

    @property
    def key(self) -> str:
        """Who this is to the engine."""
        return str(self.id)

    @property
    def principals(self) -> tuple[Principal, ...]:
        """Those who are away and have named this officer."""
        return tuple(dict.fromkeys(post.instead_of for post in self.posts if post.instead_of))

    def holds(self, post_id: int | None) -> bool:
        return any(post.id == post_id for post in self.posts)

    def is_at(self, post_name: str) -> bool:
        """Whether the officer holds a post of this name anywhere, or stands in for who does."""
        return any(post.name.zh == post_name for post in self.posts)

    @property
    def is_analyst(self) -> bool:
        return self.is_at(ANALYST_POST)

    def holder_of(self, post_id: int | None, officer_id: int | None = None) -> Principal | None:
        """In whose stead this officer does a task of the post that ``officer_id`` has claimed; None: as themselves."""
        held = [post.instead_of for post in self.posts if post.id == post_id]
        claimed_by = next((p for p in held if p and p.id == officer_id), None)
        return claimed_by or (None if None in held or not held else held[0])

    def may_touch(self, officer_id: int | None) -> bool:
        """Whether a task claimed by ``officer_id`` is theirs to do: free, their own, or of one they stand in for."""
        return officer_id in (None, self.id, *(p.id for p in self.principals))

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
    signed_in = {"of_officer": officer_id, "of_stamp": stamp, "on_day": today()}
    rows = glance(_SIGNED_IN, signed_in)
    return _gather(rows)[0] if rows else None


def list_officers() -> list[Officer]:
    """All active officers, by organisation, then as they were entered."""
    rows = db.session.execute(_ALL, {"on_day": today()}).all()
    return _gather(rows)


def holders_of(post_id: int | None) -> dict[int, Text]:
    """Id and name of the active officers who hold the post themselves."""
    rows = db.session.execute(_HOLDERS, {"of_post": post_id}).all()
    return {id: Text(name, english) for id, name, english in rows}


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


def find_own_posts(organisation_id: int) -> dict[str, int]:
    """Name and id of the posts of this organisation."""
    posts = select(Post.name, Post.id).where(Post.organisation_id == organisation_id)
    return dict(db.session.execute(posts).all())  # type: ignore[arg-type]


def names_in_english(names: Iterable[str]) -> dict[str, str]:
    """What the record calls officers (何平, or 何平 代 周晓梅), as it is said in English."""
    wanted = set(names)
    parts = {part for name in wanted for part in name.split(INSTEAD)}
    rows = db.session.execute(select(OfficerRow.name, OfficerRow.name_en).where(OfficerRow.name.in_(parts)))
    english = {name: name_en for name, name_en in rows if name_en}
    return {name: " for ".join(english.get(part, part) for part in name.split(INSTEAD)) for name in wanted}


def find_post(kind: str, name: str, near: int) -> int | None:
    """The id of a post of the organisation of this kind that is nearest: ``near`` itself, its government's
    departments, then upward.
    """
    organisations = {o.id: o for o in list_organisations()}
    ids = [o.id for o in organisations_by_nearness(kind, near, organisations)]
    found = {
        p.organisation_id: p.id
        for p in db.session.scalars(select(Post).where(Post.organisation_id.in_(ids), Post.name == name))
    }
    return next((found[organisation_id] for organisation_id in ids if organisation_id in found), None)


def find_post_above(post_id: int) -> int | None:
    """The post of the same name of the government above the organisation whose post this is."""
    mine, above = aliased(Post), aliased(Post)
    return db.session.scalar(
        select(above.id)
        .join(mine, mine.name == above.name)
        .join(Organisation, Organisation.id == mine.organisation_id)
        .where(mine.id == post_id, above.organisation_id == Organisation.parent_id)
    )


def organisations_by_nearness(kind: str, near: int, organisations: Mapping[int, Organisation]) -> list[Organisation]:
    """Those of this kind or name: ``near`` itself, its government's departments, then upward.

    Without a kind, as in a flow that draws no pool, those of the kind of ``near``.
    """
    here, found = organisations.get(near), {}
    kind = kind or (here.kind if here else "")
    while here is not None:
        siblings = [o for o in organisations.values() if o.id == here.id or o.parent_id in (here.id, here.parent_id)]
        for organisation in sorted(siblings, key=lambda o: o.id != near):
            if kind in (organisation.kind, organisation.name):
                found.setdefault(organisation.id, organisation)
        here = organisations.get(here.parent_id) if here.parent_id else None
    return list(found.values())


_officers = OfficerRow.__table__
_organisations = Organisation.__table__
_posts = Post.__table__
_holdings = Holding.__table__
_delegations = Delegation.__table__
_holders = OfficerRow.__table__.alias("holders")
_IN_FORCE = and_(
    _delegations.c.ended_at.is_(None),
    _delegations.c.first_day <= bindparam("on_day"),
    _delegations.c.last_day >= bindparam("on_day"),
)
_OFFICERS = select(
    _officers.c.id, _officers.c.username, _officers.c.name, _officers.c.name_en, _officers.c.is_admin,
    _officers.c.password_given, _officers.c.organisation_id, _organisations.c.name.label("organisation"),
    _organisations.c.name_en.label("organisation_en"), _posts.c.id.label("post_id"), _posts.c.name.label("post"),
    _posts.c.name_en.label("post_en"), _posts.c.organisation_id.label("post_organisation"),
    _holders.c.id.label("holder_id"), _holders.c.name.label("holder"), _holders.c.name_en.label("holder_en"),
).select_from(
    _officers.join(_organisations, _organisations.c.id == _officers.c.organisation_id)
    .outerjoin(_delegations, and_(_delegations.c.deputy_id == _officers.c.id, _IN_FORCE))
    .outerjoin(
        _holdings,
        or_(_holdings.c.officer_id == _officers.c.id, _holdings.c.officer_id == _delegations.c.principal_id),
    )
    .outerjoin(_holders, and_(_holders.c.id == _holdings.c.officer_id, _holders.c.active))
    .outerjoin(_posts, _posts.c.id == _holdings.c.post_id)
).where(_officers.c.active)  # fmt: skip
_SIGNED_IN = PreparedSelect(
    _OFFICERS.where(
        _officers.c.id == bindparam("of_officer"), _officers.c.session_stamp == bindparam("of_stamp")
    ).order_by(_posts.c.id)
)
_HOLDERS = (
    select(_officers.c.id, _officers.c.name, _officers.c.name_en)
    .join_from(_holdings, _officers, _officers.c.id == _holdings.c.officer_id)
    .where(_holdings.c.post_id == bindparam("of_post"), _officers.c.active)
    .order_by(_officers.c.id)
)
_ALL = _OFFICERS.order_by(_officers.c.organisation_id, _officers.c.id, _posts.c.id)


def _gather(rows: Sequence[Row[Any]]) -> list[Officer]:
    by_officer: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_officer.setdefault(row.id, []).append(row)
    return [
        Officer(
            id=group[0].id,
            username=group[0].username,
            name=Text(group[0].name, group[0].name_en),
            organisation_id=group[0].organisation_id,
            organisation=Text(group[0].organisation, group[0].organisation_en),
            posts=tuple(_posts_of(group)),
            is_admin=group[0].is_admin,
            password_given=group[0].password_given,
        )
        for group in by_officer.values()
    ]


def _posts_of(group: list) -> list[HeldPost]:
    """The officer's own posts, then those done in somebody's stead; each once, though the rows of a statement that
    reads both hold them several times.
    """
    own = {r.post_id: None for r in group if r.post_id and r.holder_id == r.id}
    for_others = {(r.post_id, r.holder_id): None for r in group if r.holder_id and r.post_id and r.holder_id != r.id}
    rows = {(r.post_id, r.holder_id): r for r in group}
    return [
        HeldPost(
            r.post_id, Text(r.post, r.post_en), r.post_organisation,
            None if r.holder_id == r.id else Principal(r.holder_id, Text(r.holder, r.holder_en)),
        )
        for r in (rows[key] for key in [*((post, group[0].id) for post in own), *for_others])
    ]  # fmt: skip
