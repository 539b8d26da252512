"""Organisations, posts and officers as a city's file says: what is not there is added, what is otherwise is changed,
what the file does not name stays.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.people.city_file import City, CityRefused
from app.people.passwords import hash_password
from app.people.tables import Delegation, Holding, OfficerRow, Organisation, Post
from engine import Text

ABOVE_ITSELF = Text("上级绕回了自己", "it stands above itself")
TWICE = Text("写了不止一次", "stands there more than once")
NO_ENGLISH = Text("在 posts 里没有英文", "has no English under posts")
NO_OFFICER = Text("不在 officers 里", "is not among the officers")
STILL_HERE = Text("也在 officers 里", "is among the officers too")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none to be taken for another


@dataclass
class Arranged:
    """``passwords``: the first one of each officer who is new; it is kept nowhere. ``lost``: officer and post that
    were together and are not any more.
    """

    organisations: int = 0
    officers: int = 0
    left: int = 0
    passwords: dict[str, str] = field(default_factory=dict)
    lost: set[tuple[int, int]] = field(default_factory=set)


def new_password() -> str:
    """Sixteen letters in four groups: 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def arrange(session: Session, city: City, shared_password: str | None = None) -> Arranged:
    """Part of the command that calls. Without a shared password, as the sample city has one, each new officer is given
    their own, to be changed at once. Raises CityRefused with everything that does not fit, a line each.
    """
    bodies = {body.code: body for body in session.scalars(select(Organisation))}
    officers = {officer.username: officer for officer in session.scalars(select(OfficerRow))}
    posts = {(post.organisation_id, post.name): post for post in session.scalars(select(Post))}
    problems = _problems(city, set(bodies), set(officers), {post.name for post in posts.values()})
    if problems:
        raise CityRefused("\n".join(problems))
    done = Arranged()
    _organisations(session, city, bodies, done)
    english = {post.name: post.name_en for post in posts.values()} | dict(city.posts)
    for post in posts.values():
        post.name_en = english[post.name]
    shared_hash = shared_password and hash_password(shared_password)  # once: hashing is slow on purpose
    for username, name, name_en, code, held in city.officers:
        officer, body = officers.get(username), bodies[code].id
        if officer is None:
            first = done.passwords[username] = shared_password or new_password()
            officer = OfficerRow(username=username, password_hash=shared_hash or hash_password(first), active=True)
            officer.password_given = shared_password is None
            session.add(officer)
        officer.name, officer.name_en, officer.organisation_id = name, name_en, body
        officer.is_admin, officer.active = username in city.administrators, True
        for post_name in held:
            if (body, post_name) not in posts:
                post = Post(organisation_id=body, name=post_name, name_en=english[post_name])
                session.add(post)
                posts[body, post_name] = post
        session.flush()
        done.lost |= _hold(session, officer.id, {posts[body, post_name].id for post_name in held})
        done.officers += 1
    for username in city.left:
        done.left += officers[username].active
        done.lost |= _leave(session, officers[username])
    session.flush()
    return done


def _problems(city: City, bodies: set[str], officers: set[str], posts: set[str]) -> list[str]:
    """What of the file contradicts itself or names what is nowhere."""
    found, named = [], [row[0] for row in city.officers]
    above = {code: row[4] for code, row in city.organisations.items()}
    for code, over in above.items():
        if over is not None and over not in above and over not in bodies:
            found.append(f"organisations: {code}: {_no_body(over)}")
        elif code in _chain(code, above):
            found.append(f"organisations: {code}: {ABOVE_ITSELF}")
    for username, _, _, code, held in city.officers:
        if named.count(username) > 1:
            found.append(f"officers: {username}: {TWICE}")
        if code not in above and code not in bodies:
            found.append(f"officers: {username}: {_no_body(code)}")
        found += [f"officers: {username}: {post} {NO_ENGLISH}" for post in set(held) - set(city.posts) - posts]
    found += [f"administrators: {who} {NO_OFFICER}" for who in sorted(city.administrators - set(named))]
    for who in sorted(city.left):
        if who in named:
            found.append(f"left: {who} {STILL_HERE}")
        elif who not in officers:
            found.append(f"left: {Text(f'没有 {who}', f'there is no {who}')}")
    return list(dict.fromkeys(found))


def _no_body(code: str) -> Text:
    return Text(f"没有机构 {code}", f"there is no organisation {code}")


def _chain(code: str, above: dict[str, str | None]) -> list[str]:
    """The codes above it as the file says, each once."""
    chain: list[str] = []
    over = above[code]
    while over is not None and over not in chain:
        chain.append(over)
        over = above.get(over)
    return chain


def _organisations(session: Session, city: City, bodies: dict[str, Organisation], done: Arranged) -> None:
    for code in _highest_first({code: row[4] for code, row in city.organisations.items()}):
        name, name_en, kind, level, above = city.organisations[code]
        if code not in bodies:
            bodies[code] = Organisation(code=code)
            session.add(bodies[code])
        body = bodies[code]
        body.name, body.name_en, body.kind, body.level = name, name_en, kind, level
        body.parent_id = bodies[above].id if above else None
        session.flush()
        done.organisations += 1


def _highest_first(above: dict[str, str | None]) -> Iterable[str]:
    """As the file lists them, but whoever is above before who is below."""
    lines = ((*reversed(_chain(code, above)), code) for code in above)
    return dict.fromkeys(code for line in lines for code in line if code in above)


def _hold(session: Session, officer_id: int, posts: set[int]) -> set[tuple[int, int]]:
    """Hold these posts; which are held no more."""
    held = set(session.scalars(select(Holding.post_id).where(Holding.officer_id == officer_id)))
    session.execute(delete(Holding).where(Holding.officer_id == officer_id, Holding.post_id.in_(held - posts)))
    session.add_all(Holding(officer_id=officer_id, post_id=post) for post in posts - held)
    return {(officer_id, post) for post in held - posts}


def _leave(session: Session, officer: OfficerRow) -> set[tuple[int, int]]:
    """Signs in no more, holds nothing, stands in for nobody; which posts are held no more."""
    officer.active, officer.is_admin = False, False
    officer.session_stamp += 1
    session.execute(
        update(Delegation)
        .where(or_(Delegation.principal_id == officer.id, Delegation.deputy_id == officer.id))
        .where(Delegation.ended_at.is_(None))
        .values(ended_at=now())
    )
    return _hold(session, officer.id, set())
