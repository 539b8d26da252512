"""The sample city: loaded once into an empty database, so that everything can be tried at once."""

from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import in_transaction
from app.people.passwords import hash_password
from app.people.tables import Holding, OfficerRow, Organisation, Post

CITY = Path(__file__).with_name("city.yaml")
DEMO_PASSWORD = "yunzhou-2026"  # noqa: S105 - shown on the sign-in page of the demonstration


def load_city() -> bool:
    """Load the sample city; False if there are organisations already."""
    document = yaml.safe_load(CITY.read_text())
    return in_transaction(lambda session: _load(session, document))


def _load(session: Session, document: dict) -> bool:
    if session.scalar(select(Organisation.id).limit(1)) is not None:
        return False
    ids: dict[str, int] = {}
    for code, (name, english, kind, level, above) in document["organisations"].items():
        organisation = Organisation(
            code=code, name=name, name_en=english, kind=kind, level=level, parent_id=above and ids[above]
        )
        session.add(organisation)
        session.flush()
        ids[code] = organisation.id
    posts: dict[tuple[str, str], Post] = {}
    password = hash_password(DEMO_PASSWORD)
    for username, name, english, code, held in document["officers"]:
        officer = OfficerRow(
            username=username, name=name, name_en=english, organisation_id=ids[code],
            password_hash=password, is_admin=username in document["administrators"],
        )  # fmt: skip
        session.add(officer)
        for post_name in held:
            if (code, post_name) not in posts:
                post = Post(organisation_id=ids[code], name=post_name, name_en=document["posts"][post_name])
                session.add(post)
                posts[code, post_name] = post
        session.flush()
        session.add_all(Holding(officer_id=officer.id, post_id=posts[code, post_name].id) for post_name in held)
    return True
