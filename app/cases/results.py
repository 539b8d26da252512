"""What is published of a decided case, minus what is personal: written with the decision, and never the case itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.tables import ResultRow
from app.catalogue.tables import PowerRow
from engine import Form, Text

if TYPE_CHECKING:
    from app.cases.moving import Loaded

PERSON = Text("个人，不公开姓名", "a person, name not published")
NOBODY = Text("—", "—")


def publish_result(session: Session, loaded: "Loaded", now: datetime) -> None:
    """Publish the outcome of a case that has just ended, if a decision was made and the power is disclosed."""
    case = loaded.case
    limits = case.limits
    if limits.ended_on is None or not case.ended_at:
        return
    power = session.execute(
        select(PowerRow.disclosed, PowerRow.organisation_id).where(PowerRow.code == loaded.power_code)
    ).one()
    if not power.disclosed:
        return
    outcome = loaded.flow.model.elements[case.ended_at[-1]].name
    whole = limits.promised or limits.statutory
    who = masked(loaded.flow.model.start_form, case.values.get("0", {}))
    session.execute(
        insert(ResultRow).values(
            case_id=loaded.id, power_code=loaded.power_code, organisation_id=power.organisation_id,
            power=loaded.power.zh, power_en=loaded.power.en, applicant=who.zh, applicant_en=who.en,
            outcome=outcome.zh, outcome_en=outcome.en, used=whole.used if whole else None,
            allowed=whole.limit.amount if whole else None, unit=whole.limit.unit if whole else "",
            late=whole is not None and whole.left < 0, finished_at=now,
        )
    )  # fmt: skip


def masked(form: Form | None, values: Mapping[str, Any]) -> Text:
    """Who answered the start form: an organisation by its name; a natural person not by name."""
    fields = (field.name for field in (form.fields if form else ()) if field.widget == "person")
    who = next((values[name] for name in fields if values.get(name)), None)
    if not isinstance(who, Mapping) or not who.get("name"):
        return NOBODY
    return Text(who["name"], who["name"]) if who.get("id_type") == "uscc" else PERSON
