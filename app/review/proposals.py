"""Reading the changes of versions in force that wait for a second signature."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.tables import FrozenVersion
from app.people.queries import Officer
from app.people.tables import OfficerRow
from app.review.tables import VersionChange
from engine import Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """``act``: roll-back, call-off, retire; ``version`` of the first two."""

    id: int
    power_code: str
    power: Text
    act: str
    version: int | None
    reason: str
    proposed_by: int
    by: Text
    at: datetime

    def is_of(self, officer: Officer) -> bool:
        return self.proposed_by == officer.id

    def may_be_signed_by(self, officer: Officer) -> bool:
        return self.proposed_by not in {officer.id, *(principal.id for principal in officer.principals)}


def list_proposals() -> list[Proposal]:
    """All that wait, the oldest first."""
    return [_proposal(row) for row in db.session.execute(_open().order_by(VersionChange.id))]


def find_proposal(power_code: str) -> Proposal | None:
    row = db.session.execute(_open().where(VersionChange.power_code == power_code)).first()
    return row and _proposal(row)


def _open() -> Any:
    return (
        select(
            VersionChange, FrozenVersion.version, PowerRow.name, PowerRow.name_en, OfficerRow.name.label("by"),
            OfficerRow.name_en.label("by_en"),
        )
        .join(OfficerRow, OfficerRow.id == VersionChange.proposed_by)
        .outerjoin(FrozenVersion, FrozenVersion.id == VersionChange.frozen_id)
        .outerjoin(PowerRow, PowerRow.code == VersionChange.power_code)
        .where(VersionChange.state == "open")
    )  # fmt: skip


def _proposal(row: Any) -> Proposal:
    c = row.VersionChange
    return Proposal(
        c.id, c.power_code, Text(row.name or c.power_code, row.name_en or c.power_code), c.act, row.version, c.reason,
        c.proposed_by, Text(row.by, row.by_en), c.proposed_at,
    )  # fmt: skip
