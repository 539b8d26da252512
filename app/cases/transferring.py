"""移送: the case ends here; where the receiving authority exercises the same power on this platform it begins there,
with its data and materials.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases.copying import carry_over, copy_materials, renamed
from app.cases.errors import CannotTransfer, LacksDetail
from app.cases.moving import Actor, Loaded
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.standing import values_of
from app.cases.starting import StartCase, errors_of, start_within
from app.cases.tables import CaseRow
from app.catalogue.queries import get_power
from app.catalogue.tables import PowerRow
from app.flows.queries import PowerOutOfService, effective_flow
from app.people.queries import list_organisations
from engine import Form, Text

MOST_NAMED = 6
"""Of the questions that are named as lacking."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes a case over, and the power under which it goes on there; None: recorded as sent outside."""

    name: Text
    power_code: str | None

    def carry_out(self, session: Session, loaded: Loaded, actor: Actor, intent: Intent, key: str) -> None:
        """Begin the transferred case there; part of the command that ends it here.

        The applicant follows it with the same password.
        """
        if self.power_code is not None:
            begin_there(session, loaded, self.power_code, actor, key)


def receiver_of(session: Session, loaded: Loaded, intent: Intent) -> Receiver:
    """Whom a transfer names. Raises LacksDetail, CannotTransfer."""
    to, outside = (intent.details.get(name, "").strip() for name in ("to", "outside"))
    if bool(to) == bool(outside):
        raise LacksDetail(Text("移送：请选一个接收机关，或者写明名称", "Transfer: choose a receiver or write its name"))
    if outside:
        return Receiver(Text(outside, outside), None)
    here = session.scalar(select(CaseRow.organisation_id).where(CaseRow.id == loaded.id))
    body = next((o for o in list_organisations() if str(o.id) == to), None)
    if body is None or body.id == here:
        raise CannotTransfer(Text("不能移送给这个机关", "It cannot be transferred to this authority"))
    name, power_code = Text(body.name, body.name_en), power_there(session, loaded.power_code, body.id)
    if power_code is not None:
        _demand_enough(loaded, name, effective_flow(power_code).model.start_form)
    return Receiver(name, power_code)


def _demand_enough(loaded: Loaded, receiver: Text, form: Form | None) -> None:
    """The case has what the receiver's form asks for. Raises CannotTransfer, which names what it has not."""
    lacking = errors_of(form, renamed(_answers_for(loaded, form), {})) if form else ()
    names = dict.fromkeys(error.path.split(".")[0] for error in lacking)
    titles = [field.title for field in (form.fields if form else ()) if field.name in names]
    if not names:
        return
    more = Text("等", " and more") if len(titles) > MOST_NAMED else Text("", "")
    zh, en = "、".join(t.zh for t in titles[:MOST_NAMED]), ", ".join(t.in_("en") for t in titles[:MOST_NAMED])
    raise CannotTransfer(
        Text(
            f"{receiver.zh}办理这一事项另要：{zh}{more.zh}，本案没有，不能在那里接着办；请写在“平台以外的机关”里，材料另行交接",
            f"{receiver.in_('en')} asks for more than this case has: {en}{more.en}. It cannot go on there; name the "
            "authority as one outside the platform and hand the file over",
        )
    )


def _answers_for(loaded: Loaded, form: Form) -> dict[str, Any]:
    values = next(iter(loaded.case.values.values()), {})
    return {f.name: values[f.name] for f in form.fields if f.name in values}


def power_there(session: Session, power_code: str, organisation_id: int) -> str | None:
    """The same power (by its unified code) as that authority exercises it now; None if it does not, here."""
    unified = get_power(power_code).unified_code
    codes = session.scalars(
        select(PowerRow.code).where(PowerRow.organisation_id == organisation_id, PowerRow.code != power_code)
    )
    for code in codes:
        if get_power(code).unified_code == unified and _in_service(code):
            return code
    return None


def _in_service(power_code: str) -> bool:
    try:
        effective_flow(power_code)
    except PowerOutOfService:
        return False
    return True


def begin_there(session: Session, loaded: Loaded, power_code: str, actor: Actor, key: str) -> None:
    power, flow = get_power(power_code), effective_flow(power_code)
    form = flow.model.start_form
    owner = Owner(f"transfer:{loaded.id}")
    copies = copy_materials(session, loaded.id, owner)
    answers = renamed(_answers_for(loaded, form), copies) if form else {}
    standing = renamed(values_of(loaded.id), copies)
    command = StartCase(power.code, answers, f"{key}:there", owner, actor.officer, standing=standing)
    new_id = start_within(session, command, power, flow)
    carry_over(session, loaded.id, new_id, actor.key, copies)
    sealed = select(CaseRow.password_hash).where(CaseRow.id == loaded.id).scalar_subquery()
    session.execute(
        update(CaseRow).where(CaseRow.id == new_id).values(came_from=loaded.id, password_hash=sealed),
        execution_options={"synchronize_session": False},
    )
