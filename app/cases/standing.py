"""In whose name an application is made: for oneself, for one's organisation, or as somebody's agent.

The platform asks it above every form in which a person or organisation applies; no flow has to. What is asked stands
in ``standing.schema.json`` and ``standing.ui.json``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.tables import StandingRow
from app.cases.views import Fact, Standing
from app.clock import calendar, now
from app.database import db
from app.log.chain import digest
from engine import Env, Field, FieldError, Form, FormInvalid, Model, Text, dump_value, load_value
from engine.forms import Section, read_form

WHOM, AGENT, AUTHORITY = "as_whom", "as_agent", "as_authority"
SELF, ORGANISATION, BY_AGENT = "self", "organisation", "agent"
_HERE = Path(__file__).parent

NOT_ONESELF = Text(
    "申请人是单位，请选“本单位”或者“代办人”",
    "The applicant is an organisation: choose “For my organisation” or “As an agent”",
)
NOT_AN_ORGANISATION = Text(
    "申请人是个人，请选“本人”或者“代办人”", "The applicant is a person: choose “For myself” or “As an agent”"
)
OWN_AGENT = Text("代办人和申请人是同一个人，请选“本人”", "Agent and applicant are the same person: choose “For myself”")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the platform asks besides a form. ``form`` is None where there is nothing to choose: it is ``settled``."""

    applicant: Field | None  # whom the power's own form asks for
    form: Form | None
    settled: str | None = None

    @property
    def agents(self) -> bool | None:
        """Whether an agent may apply; None where there is nobody to act for."""
        if self.form is None:
            return False if self.settled else None
        return self.form.field(WHOM).option(BY_AGENT) is not None

    def whole(self, own: Form) -> Form:
        """The form as it is shown: this above what the power asks."""
        if self.form is None:
            return own
        rest = own.sections or (Section(Text("", ""), tuple(f.name for f in own.fields)),)
        schema = {
            **own.schema,
            "properties": {**self.form.schema["properties"], **own.schema["properties"]},
            "required": [*self.form.schema["required"], *own.schema.get("required", ())],
        }
        fields, sections = (*self.form.fields, *own.fields), (*self.form.sections, *rest)
        return replace(own, fields=fields, sections=sections, schema=schema)

    def parted(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was answered to the platform, and to the power."""
        mine = {field.name for field in self.form.fields} if self.form else set()
        return ({k: v for k, v in answers.items() if k in mine}, {k: v for k, v in answers.items() if k not in mine})


def asked_of(model: Model, agents: bool) -> Asked:
    """What is asked of whoever applies for a power with this flow; ``agents``: whether one may do so."""
    applicant = applicant_field(model.start_form)
    if not model.begun_by_party or applicant is None:
        return Asked(applicant, None)
    ways = [way for way, kind in ((SELF, "person"), (ORGANISATION, "organisation")) if kind in applicant.kinds]
    ways += [BY_AGENT] if agents else []
    return Asked(applicant, None, ways[0]) if len(ways) == 1 else Asked(applicant, _form(tuple(ways)))


def applicant_field(form: Form | None) -> Field | None:
    """The first question for a person or organisation that proves who it is."""
    asking = (f for f in (form.fields if form else ()) if f.widget == "person" and "contact" not in f.kinds)
    return next(asking, None)


def standing_said(asked: Asked, said: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values; ``own``: raw answers to the power's form. Raises FormInvalid naming every wrong field."""
    if asked.form is None:
        return {WHOM: asked.settled} if asked.settled else {}
    values = asked.form.validate(said, Env(now=now(), calendar=calendar()))
    applicant = own.get(asked.applicant.name) if asked.applicant else None
    if isinstance(applicant, Mapping) and (wrong := _contradiction(values, applicant)):
        raise FormInvalid([wrong])
    return values


def standing_line(values: Mapping[str, Any]) -> dict[str, str]:
    """What the log's line of an application says of it: of an agent the digest of who and by which authority."""
    if not values:
        return {}
    return {"standing": values[WHOM], **({"agent": digest(dump_value(dict(values)))} if AGENT in values else {})}


def store_standing(session: Session, case_id: int, values: Mapping[str, Any]) -> None:
    if values:
        row = {"case_id": case_id, "whom": values[WHOM], "said": dump_value(dict(values))}
        session.execute(insert(StandingRow), [row])


def values_of(case_id: int) -> dict[str, Any]:
    """The typed values of the case; empty where nothing was asked."""
    said = db.session.scalar(select(StandingRow.said).where(StandingRow.case_id == case_id))
    return load_value(said) if said else {}


def standing_of(case_id: int) -> Standing | None:
    """In whose name the case was begun; None where nobody was asked."""
    values = values_of(case_id)
    return _view(values) if values else None


def _view(values: Mapping[str, Any]) -> Standing:
    fields = _form((SELF, ORGANISATION, BY_AGENT)).fields
    agent = values.get(AGENT, {"name": "", "phone": ""})
    facts = tuple(Fact(f, values[f.name]) for f in fields if f.name in values)
    whom = fields[0].option(values[WHOM])
    return Standing(values[WHOM], whom.text if whom else Text("", ""), facts, agent["name"], agent["phone"])


def masked(standing: Standing | None) -> Standing | None:
    """As pages show it that others may look over one's shoulder at: 王**, 138****8000, no numbers, no files."""
    if standing is None:
        return None
    phone = standing.agent_phone
    hidden = f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****" if phone else ""
    return replace(standing, facts=(), agent=f"{standing.agent[:1]}**" if standing.agent else "", agent_phone=hidden)


def _contradiction(values: Mapping[str, Any], applicant: Mapping[str, Any]) -> FieldError | None:
    kind, number = applicant.get("id_type"), _plain(applicant.get("id_number"))
    if values[WHOM] == SELF and kind == "uscc":
        return FieldError(WHOM, NOT_ONESELF)
    if values[WHOM] == ORGANISATION and kind in ("idcard", "passport"):
        return FieldError(WHOM, NOT_AN_ORGANISATION)
    if number and number == _plain(values.get(AGENT, {}).get("id_number")):
        return FieldError(f"{AGENT}.id_number", OWN_AGENT)
    return None


def _plain(number: object) -> str:
    return str(number or "").replace(" ", "").replace("-", "").upper()


@cache
def _form(ways: Iterable[str]) -> Form:
    schema = json.loads((_HERE / "standing.schema.json").read_text())
    ui = json.loads((_HERE / "standing.ui.json").read_text())
    whom = schema["properties"][WHOM]
    whom["enum"] = [way for way in whom["enum"] if way in ways]
    if len([way for way in ways if way != BY_AGENT]) == 1:
        whom["default"] = whom["enum"][0]
    return read_form("standing", schema, ui)
