"""The posts that a flow of one organisation can name: by the kind of authority, as ``find_post`` finds them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.people.queries import list_organisations, organisations_by_nearness
from app.people.tables import Holding, OfficerRow, Post


@dataclass(frozen=True, slots=True)
class PostNearby:
    """``holders``: how many active officers hold the post."""

    name: str
    name_en: str
    holders: int


@dataclass(frozen=True, slots=True)
class AuthorityNearby:
    """``kind`` is what flows call it: 市场监督管理局."""

    kind: str
    name_en: str
    posts: tuple[PostNearby, ...]


def list_authorities(near: int) -> list[AuthorityNearby]:
    """Every kind of authority that is found from here, the own first, with its posts; of a post that several have, the
    nearest.
    """
    organisations = {o.id: o for o in list_organisations()}
    posts: dict[int, list[PostNearby]] = {}
    for organisation_id, name, english, holders in db.session.execute(_POSTS):
        posts.setdefault(organisation_id, []).append(PostNearby(name, english, holders))
    kinds = list(dict.fromkeys([organisations[near].kind, *(o.kind for o in organisations.values())]))
    found = []
    for kind in kinds:
        by_name: dict[str, PostNearby] = {}
        nearest = organisations_by_nearness(kind, near, organisations)
        for organisation in nearest:
            for post in posts.get(organisation.id, ()):
                by_name.setdefault(post.name, post)
        if nearest:
            found.append(AuthorityNearby(kind, nearest[0].name_en, tuple(by_name.values())))
    return found


_POSTS = (
    select(Post.organisation_id, Post.name, Post.name_en, func.count(OfficerRow.id))
    .outerjoin(Holding, Holding.post_id == Post.id)
    .outerjoin(OfficerRow, (OfficerRow.id == Holding.officer_id) & OfficerRow.active)
    .group_by(Post.id, Post.organisation_id, Post.name, Post.name_en)
    .order_by(Post.id)
)
