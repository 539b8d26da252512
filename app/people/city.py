"""The sample city: loaded once into an empty database, so that everything can be tried at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import in_transaction
from app.people.arranging import arrange
from app.people.city_file import SAMPLE, read_city
from app.people.tables import Organisation

DEMO_PASSWORD = "yunzhou-2026"  # noqa: S105 - shown on the sign-in page of the demonstration


def load_city() -> bool:
    """Load the sample city; False if there are organisations already."""
    return in_transaction(_load)


def _load(session: Session) -> bool:
    if session.scalar(select(Organisation.id).limit(1)) is not None:
        return False
    arrange(session, read_city(SAMPLE), DEMO_PASSWORD)
    return True
