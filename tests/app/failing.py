"""Cases that fail on the way: how many inspect is a fifth of the area, which 36 does not give."""

from sqlalchemy import select

from app.cases.tables import Incident
from app.database import db
from tests.app.variants import publish_variant
from tests.app.world import apply

BROKEN = (">2</bpmn:loopCardinality>", ">= 面积 / 5</bpmn:loopCardinality>")


def case_that_fails() -> int:
    """A case before intake, after which nothing goes on until its area is mended."""
    publish_variant(BROKEN)
    return apply().case_id


def incidents() -> list[Incident]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Incident).order_by(Incident.id), execution_options={"populate_existing": True})
    )
