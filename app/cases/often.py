"""What citizens apply for most: by the cases of the last months."""

import time
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from app.cases.tables import CaseRow
from app.catalogue.queries import PUBLISHED, PowerRowView, list_these
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db
from app.flows.queries import PowerOutOfService, effective_flow

MONTHS = timedelta(days=90)
LOOKED_AT = 5000  # cases, the latest: enough to tell what is usual, however many there are
KEPT_SECONDS = 600
_KEPT = "daylight-often"


def list_often_used(most: int) -> list[PowerRowView]:
    """Published items that can be applied for now, most applied for first; worked out every ten minutes at most."""
    kept: tuple[float, list[str]] | None = current_app.extensions.get(_KEPT)
    if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
        kept = current_app.extensions[_KEPT] = (time.monotonic(), _work_out(most))
    return list_these(kept[1]) if kept[1] else []


def _work_out(most: int) -> list[str]:
    latest = (
        select(CaseRow.power_code)
        .where(CaseRow.started_at >= now() - MONTHS)
        .order_by(CaseRow.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    counted = (
        select(PowerRow.item)
        .join(latest, latest.c.power_code == PowerRow.code)
        .where(PUBLISHED)
        .group_by(PowerRow.item)
        .order_by(func.count().desc(), PowerRow.item)
        .limit(5 * most)
    )
    return [code for code in db.session.scalars(counted) if _is_applied_for(code)][:most]


def _is_applied_for(code: str) -> bool:
    try:
        return effective_flow(code).begun_by_party
    except PowerOutOfService:
        return False
