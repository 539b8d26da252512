"""并案 and 分案: cases of one power, authority and party that nobody has decided yet, brought together and apart."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.cases.copying import carry_over, copy_materials, renamed, with_files
from app.cases.errors import CannotMerge, LacksDetail
from app.cases.moving import Actor, Loaded, load_case, store
from app.cases.owner import Owner
from app.cases.performing import Intent
from app.cases.standing import values_of
from app.cases.starting import StartCase, start_within
from app.cases.supplements import mark_unread
from app.cases.tables import CaseLink, CaseRow, EntryRow, Material, Request
from app.cases.views import Choice
from app.catalogue.queries import get_power
from app.clock import now
from app.flows.queries import effective_flow
from engine import StatutoryClock, Text

NO_MATERIALS = "none"
"""In the place of an id: no materials go along."""
MOST = 20
"""Cases that are offered to be merged, the oldest first."""


@dataclass(frozen=True, slots=True)
class Merge:
    """The cases that end in favour of the one in hand."""

    cases: tuple[Loaded, ...]

    @property
    def name(self) -> Text:
        numbers = [case.number for case in self.cases]
        return Text("、".join(numbers), ", ".join(numbers))

    def carry_out(self, session: Session, leading: Loaded, actor: Actor, intent: Intent, key: str) -> None:
        """End each with an entry, and remember where it went; part of the command that calls."""
        for loaded in self.cases:
            by = (actor.beside or actor).key  # who asked for it, where another approves
            loaded.case.merge_into(Text(leading.number, leading.number), intent.reason, by=by)
            store(session, loaded, "merge into", actor, None, now(), leading=leading.number)
            session.execute(insert(CaseLink).values(case_id=loaded.id, other_id=leading.id, kind="merged"))
        mark_unread(session, leading.id)


@dataclass(frozen=True, slots=True)
class Split:
    """A case of its own with the facts of ``source``: of one that had been merged, or of the case itself.

    ``chosen``: ids of the materials that go along; None: all.
    """

    source: Loaded
    chosen: frozenset[str] | None = None

    @property
    def name(self) -> Text:
        return Text(self.source.number, self.source.number)

    def carry_out(self, session: Session, leading: Loaded, actor: Actor, intent: Intent, key: str) -> None:
        """Begin it under a number of its own, with copies of its materials; part of the command that calls."""
        power, flow = get_power(leading.power_code), effective_flow(leading.power_code)
        form = flow.model.start_form
        values, owner = root_values(self.source), Owner(f"split:{leading.id}")
        copies = copy_materials(session, self.source.id, owner, self.chosen)
        fields = [f.name for f in form.fields if f.name in values] if form else []
        answers = {name: renamed(with_files(values[name], self.chosen), copies) for name in fields}
        standing = renamed(with_files(values_of(self.source.id), self.chosen), copies)
        command = StartCase(power.code, answers, f"{key}:split", owner, actor.officer, standing=standing)
        new_id = start_within(session, command, power, flow, _counted(leading, self.source))
        carry_over(session, self.source.id, new_id, actor.key, copies, self.chosen)
        link = {"case_id": new_id, "other_id": leading.id, "kind": "split", "source_id": self.source.id}
        session.execute(insert(CaseLink).values(**link))


def _counted(leading: Loaded, source: Loaded) -> StatutoryClock:
    """The limit of facts that were filed already goes on (Penalty Law art. 60), with what stopped it in either case."""
    own, today = source.case.statutory, leading.case.today()
    if source.id == leading.id:
        return own.split_off(today)
    since = leading.case.statutory.split_off(today, own.ended_on)
    return replace(since, started_on=own.started_on, pauses=own.split_off(own.ended_on or today).pauses + since.pauses)


def merge_of(session: Session, leading: Loaded, intent: Intent) -> Merge:
    """Raises LacksDetail, CannotMerge: what stands against it, by number."""
    ids = [int(id) for id in intent.details.get("cases", "").split(",") if id.isdecimal() and len(id) < 10]
    if not ids:
        raise LacksDetail(Text("并案：请选要并入的案件", "Merging: choose the cases to be merged"))
    demand_undecided(session, leading)
    cases = [load_case(session, id) for id in sorted(set(ids)) if id != leading.id]
    for other in cases:
        if other is None or not _alike(leading, other):
            raise CannotMerge(
                Text(
                    "只能并入同一机关、同一事项、同一当事人的案件", "Only cases of the same authority, power and party"
                )
            )
        other.case.advance()
        demand_undecided(session, other)
        _demand_later(leading, other)
        _demand_nothing_asked(session, other)
    return Merge(tuple(case for case in cases if case))


def split_of(session: Session, leading: Loaded, intent: Intent) -> Split:
    """Raises LacksDetail, CannotMerge."""
    chosen = intent.detail("source", Text("用哪一案的事实", "whose facts"))
    demand_undecided(session, leading)
    if chosen not in {str(id) for id, _ in sources_of(session, leading)}:
        raise CannotMerge(Text("这一案的事实不在本案里，或者已经分出", "Its facts are not here, or split off already"))
    source = load_case(session, int(chosen))
    assert source is not None
    wanted = frozenset(id for id in intent.details.get("materials", "").split(",") if id)
    if wanted - {NO_MATERIALS} - {material.value for material in materials_of(session, source)}:
        raise CannotMerge(Text("选中的材料里有不属于这一案的", "Some of the materials chosen are not of that case"))
    return Split(source, wanted - {NO_MATERIALS} if wanted else None)


def materials_of(session: Session, source: Loaded) -> list[Choice]:
    """The materials of a case, the oldest first."""
    rows = session.execute(
        select(Material.id, Material.name)
        .where(Material.case_id == source.id)
        .order_by(Material.stored_at, Material.id)
    )
    return [Choice(row.id, Text(f"{row.name}（{source.number}）", f"{row.name} ({source.number})")) for row in rows]


def demand_undecided(session: Session, loaded: Loaded) -> None:
    """Everything at which the case waits is a step where the model lets cases be merged. Raises CannotMerge."""
    case, elements = loaded.case, loaded.flow.model.elements
    if case.status != "running":
        raise CannotMerge(Text(f"{loaded.number} 没有在办", f"{loaded.number} is not running"))
    beyond = next((e for e in (elements[t.element_id] for t in case.tasks) if not e.mergeable), None)
    if beyond is not None or not case.tasks:
        at = beyond.name if beyond else Text("这里", "here")
        raise CannotMerge(
            Text(
                f"{loaded.number} 在“{at.zh}”，这时不能并案、分案",
                f"{loaded.number} is at “{at.in_('en')}”, where cases are neither merged nor split",
            )
        )
    _demand_no_signature(session, loaded)


def _demand_no_signature(session: Session, loaded: Loaded) -> None:
    """A joint approval that has begun would lose the signatures given. Raises CannotMerge."""
    for element, opened_at in {t.element_id: t.opened_at for t in loaded.case.tasks if t.item is not None}.items():
        signed = select(EntryRow.id).where(
            EntryRow.case_id == loaded.id, EntryRow.kind == "completed", EntryRow.element_id == element,
            EntryRow.at >= opened_at,
        )  # fmt: skip
        if session.scalar(signed.limit(1)) is not None:
            raise CannotMerge(
                Text(
                    f"{loaded.number} 的会签已经有人签署", f"Somebody has signed the joint approval of {loaded.number}"
                )
            )


def _demand_later(leading: Loaded, other: Loaded) -> None:
    """The limit of what was filed first holds for all (Penalty Law art. 60): merging makes none longer."""
    own, first = leading.case.limits.started_on, other.case.limits.started_on
    if first is not None and (own is None or first < own):
        raise CannotMerge(
            Text(
                f"{other.number} 的时限先起算（{first.isoformat()}），应当把本案并入那一案",
                f"The limit of {other.number} began first ({first.isoformat()}); merge this case into that one",
            )
        )


def _demand_nothing_asked(session: Session, loaded: Loaded) -> None:
    asked = select(Request.id).where(Request.case_id == loaded.id, Request.state == "waiting")
    if session.scalar(asked.limit(1)) is not None:
        raise CannotMerge(Text(f"{loaded.number} 有报请在等批准", f"{loaded.number} has a request waiting"))


def partners_of(session: Session, leading: Loaded) -> list[Loaded]:
    """The cases that could be merged into this one now."""
    ids = session.scalars(
        select(CaseRow.id)
        .where(
            CaseRow.power_code == leading.power_code, CaseRow.organisation_id == leading.flow.organisation_id,
            CaseRow.applicant == leading.applicant, CaseRow.status == "running", CaseRow.id != leading.id,
        )
        .order_by(CaseRow.id)
        .limit(MOST)
    ).all()  # fmt: skip
    return [other for other in (load_case(session, id) for id in ids) if other and _fits(session, leading, other)]


def _fits(session: Session, leading: Loaded, other: Loaded) -> bool:
    try:
        demand_undecided(session, other)
        _demand_nothing_asked(session, other)
    except CannotMerge:
        return False
    return _alike(leading, other)


def sources_of(session: Session, leading: Loaded) -> list[tuple[int, str]]:
    """Id and number of the cases whose facts can be split off: those merged into it and not split off, and itself."""
    gone = select(CaseLink.source_id).where(CaseLink.other_id == leading.id, CaseLink.kind == "split")
    merged = session.execute(
        select(CaseRow.id, CaseRow.number)
        .join(CaseLink, CaseLink.case_id == CaseRow.id)
        .where(CaseLink.other_id == leading.id, CaseLink.kind == "merged", CaseRow.id.not_in(gone))
        .order_by(CaseRow.id)
    )
    return [*((id, number) for id, number in merged), (leading.id, leading.number)]


def _alike(one: Loaded, other: Loaded) -> bool:
    """The same authority, power and party: by the party's identity number, where it was asked for."""
    return (
        one.power_code == other.power_code
        and one.flow.organisation_id == other.flow.organisation_id
        and _party(one) == _party(other)
    )


def _party(loaded: Loaded) -> Any:
    form, values = loaded.flow.model.start_form, root_values(loaded)
    people = [values.get(f.name) or {} for f in (form.fields if form else ()) if f.widget == "person"]
    return next((who.get("id_number") or who.get("name") for who in people), loaded.applicant)


def root_values(loaded: Loaded) -> Mapping[str, Any]:
    return next(iter(loaded.case.values.values()), {})


def merge_allowed(session: Session, loaded: Loaded) -> bool:
    """Whether the model and the moment let the case be merged or split."""
    try:
        demand_undecided(session, loaded)
    except CannotMerge:
        return False
    return True
