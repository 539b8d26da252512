"""Drafts of flow models: begin one, change its files, drop it. Two people who edit the same file are told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.catalogue.categories import BY_CODE
from app.catalogue.codes import scheme
from app.catalogue.entry import EntryRefused, read_entry
from app.catalogue.tables import PowerRow
from app.clock import now
from app.database import db, in_transaction
from app.flows.beginnings import effective_files, small_flow, with_entry
from app.flows.draft_files import ENTRY, demand_fit
from app.flows.draft_queries import Draft, NoSuchDraft, NotYourDraft, organisations_drawn_for
from app.flows.queries import PowerOutOfService
from app.flows.tables import DraftFile, DraftRevision, FlowDraft
from app.people.queries import Officer
from app.people.tables import OfficerRow, Organisation
from app.refusal import Refusal
from engine import Text, pack_bundle

KEPT_EVERY = timedelta(minutes=10)
MOST_KEPT_KEYS = 30
MOST_KEPT_REVISIONS = 200
LONGEST_NAME = 120
CODE_LENGTH = range(2, 61)


class WrongCode(Refusal):
    text = Text(
        "权力编码有 2 到 60 个字符，例如 01-food-business",
        "The code of a power has 2 to 60 characters, such as 01-food-business",
    )


class NoName(Refusal):
    text = Text(
        f"中文名和英文名都要有，各不超过 {LONGEST_NAME} 个字",
        f"A name in Chinese and one in English are needed, of at most {LONGEST_NAME} characters",
    )


class NotYourPower(Refusal):
    text = Text("这项权力由别的机构行使", "This power is exercised by another organisation")


class NoFlow(Refusal):
    text = Text("没有流程文件（.bpmn）", "There is no flow among the files (.bpmn)")


class StaleDraft(Refusal):
    """Somebody else has changed the same file meanwhile; theirs is kept, and nothing of yours was written."""

    def __init__(self, names: list[str], revision: int, by: Text, at: datetime) -> None:
        files_zh, files_en = "、".join(names), ", ".join(names)
        super().__init__(
            Text(
                f"{by.zh}已经改过 {files_zh}，您的改动没有覆盖它",
                f"{by.en} has changed {files_en} meanwhile; your changes have not replaced it",
            )
        )
        self.names, self.revision, self.by, self.at = names, revision, by, at


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whose power a new draft is of. ``organisation_id``: of the body that exercises it."""

    officer: Officer
    organisation_id: int
    code: str
    name: Text
    category: str
    key: str


def draft_from_nothing(begin: Beginning) -> int:
    """Id of a draft with a small valid flow, its forms and a catalogue entry in which everything is to be said."""
    code, body = _demand_lawful(begin), _body(begin.organisation_id)
    return _create(begin, with_entry(small_flow(code, begin.name, body), code, begin.name, begin.category, body), None)


def draft_from_power(officer: Officer, code: str, key: str) -> int:
    """Id of a draft that begins as the effective version of the power."""
    power = db.session.get(PowerRow, code)
    found = effective_files(code)
    if power is None or found is None:
        raise PowerOutOfService(Text("还没有流程模型", "It has no flow model yet"))
    digest, files = found
    name = Text(power.name, power.name_en)
    begin = Beginning(officer, power.organisation_id, code, name, power.category, key)
    _demand_lawful(begin)
    return _create(begin, files, digest)


def draft_from_files(begin: Beginning, files: Mapping[str, bytes], base_digest: str | None = None) -> int:
    """Id of a draft that holds these files, under a catalogue entry of this code and body.

    Raises NoFlow, WrongFileName, TooLarge.
    """
    code = _demand_lawful(begin)
    if not any(name.endswith(".bpmn") for name in files):
        raise NoFlow
    demand_fit(files)
    body = _body(begin.organisation_id)
    return _create(begin, with_entry(files, code, begin.name, begin.category, body), base_digest)


def copy_with(draft: Draft, changes: Mapping[str, bytes | None], officer: Officer, key: str) -> int:
    """Id of another draft with these changes: how one of two who changed the same file goes on, nothing lost.

    Raises what ``draft_from_files`` raises, and EntryRefused.
    """
    files = {n: c for n, c in {**draft.files, **changes}.items() if c is not None}
    said = read_entry(files[ENTRY])
    begin = Beginning(officer, draft.organisation_id, said.code, said.name, said.category, key)
    return draft_from_files(begin, files, draft.base_digest)


def save_files(
    draft_id: int,
    revision: int,
    changes: Mapping[str, bytes | None],
    officer: Officer,
    key: str,
    keep: bool = False,
) -> int:
    """Write (or, for None, remove) these files; returns the new revision.

    What the draft was before is kept where ``keep`` says so, a file is removed, or another person goes on.

    ``revision`` is the one the files were read at. Raises StaleDraft if one of these files was changed since by
    somebody, or by oneself elsewhere; other files may have been. The same key twice is answered as it was first.
    """

    def store(session: Session) -> int:
        draft = _own(session, draft_id, officer)
        if key in draft.keys:
            return draft.keys[key]
        now_there = {f.name: f for f in session.scalars(select(DraftFile).where(DraftFile.draft_id == draft_id))}
        late = sorted(n for n in changes if n in now_there and now_there[n].revision > revision
                      and now_there[n].content != changes[n])  # fmt: skip
        if late:
            last = max((now_there[name] for name in late), key=lambda file: file.revision)
            by = session.get_one(OfficerRow, last.changed_by)
            raise StaleDraft(late, draft.revision, Text(by.name, by.name_en), last.changed_at)
        before = {name: file.content for name, file in now_there.items()}
        after = {n: c for n, c in {**before, **changes}.items() if c is not None}
        if after == before:
            return draft.revision
        demand_fit({n: c for n, c in changes.items() if c is not None})
        demand_fit(after)
        _keep(session, draft, before, officer, keep or None in changes.values())
        _follow_entry(session, draft, before, after)
        _write(session, draft, changes, before, officer)
        _move_on(session, draft, officer, key)
        return draft.revision + 1

    return in_transaction(store)


def drop_draft(draft_id: int, officer: Officer) -> None:
    """Delete a draft with all that it was."""

    def drop(session: Session) -> None:
        _own(session, draft_id, officer)
        for table in (DraftFile, DraftRevision):
            session.execute(delete(table).where(table.draft_id == draft_id))
        session.execute(delete(FlowDraft).where(FlowDraft.id == draft_id))

    in_transaction(drop)


def _create(begin: Beginning, files: Mapping[str, bytes], base_digest: str | None) -> int:
    demand_fit(files)

    def made(session: Session) -> int | None:
        return session.scalar(select(FlowDraft.id).where(FlowDraft.key == begin.key))

    def store(session: Session) -> int:
        if (there := made(session)) is not None:
            return there
        who = {"created_by": begin.officer.id, "changed_by": begin.officer.id}
        draft = FlowDraft(
            organisation_id=begin.organisation_id, power_code=begin.code.strip(), name=begin.name.zh.strip(),
            name_en=begin.name.en.strip(), base_digest=base_digest, revision=1, created_at=now(), changed_at=now(),
            key=begin.key, keys={}, **who,
        )  # fmt: skip
        session.add(draft)
        session.flush()
        to_all = {"draft_id": draft.id, "revision": 1, "changed_by": begin.officer.id, "changed_at": now()}
        session.execute(insert(DraftFile), [{**to_all, "name": n, "content": c} for n, c in files.items()])
        return draft.id

    try:
        return in_transaction(store)
    except IntegrityError:  # the same form, sent twice at once
        there = made(db.session())
        if there is None:
            raise
        return there


def _demand_lawful(begin: Beginning) -> str:
    code, name = begin.code.strip(), begin.name
    if begin.organisation_id not in organisations_drawn_for(begin.officer):
        raise NotYourDraft
    _demand_code(code)
    if not (0 < len(name.zh.strip()) <= LONGEST_NAME and 0 < len(name.en.strip()) <= LONGEST_NAME):
        raise NoName
    if begin.category not in BY_CODE:
        raise EntryRefused(Text("没有这个权力类别", "There is no such category of power"))
    owner = db.session.scalar(select(PowerRow.organisation_id).where(PowerRow.code == code))
    if owner not in (None, begin.organisation_id):
        raise NotYourPower
    return code


def _demand_code(code: str) -> None:
    """Raises WrongCode, naming the part that is not as the government's scheme has it."""
    if len(code) not in CODE_LENGTH:
        raise WrongCode
    if problem := scheme("code").problem(code):
        raise WrongCode(problem)


def _body(organisation_id: int) -> Organisation:
    return db.session.get_one(Organisation, organisation_id)


def _own(session: Session, draft_id: int, officer: Officer) -> FlowDraft:
    draft = session.get(FlowDraft, draft_id, populate_existing=True, with_for_update=True)
    if draft is None:
        raise NoSuchDraft
    if draft.organisation_id not in organisations_drawn_for(officer):
        raise NotYourDraft
    return draft


def _keep(session: Session, draft: FlowDraft, before: Mapping[str, bytes], officer: Officer, always: bool) -> None:
    """Keep the draft as it was; unless ``always``, where another person goes on or ten minutes have passed."""
    last = session.execute(
        select(DraftRevision.revision, DraftRevision.changed_at)
        .where(DraftRevision.draft_id == draft.id)
        .order_by(DraftRevision.revision.desc())
        .limit(1)
    ).first()
    recent = last is not None and now() - last.changed_at < KEPT_EVERY
    if recent and draft.changed_by == officer.id and not always:
        return
    session.execute(
        insert(DraftRevision).values(
            draft_id=draft.id, revision=draft.revision, changed_by=draft.changed_by, changed_at=draft.changed_at,
            archive=pack_bundle(before),
        )
    )  # fmt: skip
    oldest = session.scalar(
        select(DraftRevision.revision)
        .where(DraftRevision.draft_id == draft.id)
        .order_by(DraftRevision.revision.desc())
        .offset(MOST_KEPT_REVISIONS)
        .limit(1)
    )
    if oldest is not None:
        session.execute(
            delete(DraftRevision).where(DraftRevision.draft_id == draft.id, DraftRevision.revision <= oldest)
        )


def _follow_entry(session: Session, draft: FlowDraft, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """The draft goes by the code and name that its catalogue entry says; the body cannot be another."""
    if ENTRY not in after:
        raise EntryRefused(Text("草稿不能没有事项文件", "A draft cannot be without its catalogue entry"))
    if before.get(ENTRY) == after[ENTRY]:
        return
    entry = read_entry(after[ENTRY])
    body = session.get_one(Organisation, draft.organisation_id)
    owner = session.scalar(select(PowerRow.organisation_id).where(PowerRow.code == entry.code))
    if entry.body != body.code or owner not in (None, draft.organisation_id):
        raise NotYourPower
    _demand_code(entry.code)
    if not (0 < len(entry.name.zh.strip()) <= LONGEST_NAME and 0 < len(entry.name.en.strip()) <= LONGEST_NAME):
        raise NoName
    session.execute(
        update(FlowDraft)
        .where(FlowDraft.id == draft.id)
        .values(power_code=entry.code, name=entry.name.zh, name_en=entry.name.en)
        .execution_options(synchronize_session=False)
    )


def _write(
    session: Session,
    draft: FlowDraft,
    changes: Mapping[str, bytes | None],
    before: Mapping[str, bytes],
    officer: Officer,
) -> None:
    changed = [name for name, content in changes.items() if content != before.get(name)]
    session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.name.in_(changed)))
    to_all = {
        "draft_id": draft.id, "revision": draft.revision + 1, "changed_by": officer.id, "changed_at": now(),
    }  # fmt: skip
    rows = [{**to_all, "name": name, "content": changes[name]} for name in changed if changes[name] is not None]
    if rows:
        session.execute(insert(DraftFile), rows)


def _move_on(session: Session, draft: FlowDraft, officer: Officer, key: str) -> None:
    keys = dict([*draft.keys.items(), (key, draft.revision + 1)][-MOST_KEPT_KEYS:])
    session.execute(
        update(FlowDraft)
        .where(FlowDraft.id == draft.id)
        .values(revision=draft.revision + 1, changed_by=officer.id, changed_at=now(), keys=keys)
        .execution_options(synchronize_session=False)
    )
