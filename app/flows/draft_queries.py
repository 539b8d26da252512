"""Reading drafts of flow models."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.draft_files import ENTRY, model_files
from app.flows.library import whole_bundle
from app.flows.tables import Bundle, DraftFile, DraftRevision, FlowDraft, FlowState
from app.people.queries import ANALYST_POST, Officer
from app.people.tables import OfficerRow, Organisation
from app.refusal import Refusal
from engine import Text, unpack_bundle


class NoSuchDraft(Refusal):
    text = Text("没有这份草稿，可能已经被删除", "There is no such draft; it may have been deleted")


class NotYourDraft(Refusal):
    text = Text(
        "这份草稿是别的机构的，流程由行使权力的机构自己的流程分析员起草",
        "This draft is another organisation's; a flow is drawn by an analyst of the body that exercises the power",
    )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft without its files."""

    id: int
    organisation_id: int
    organisation: Text
    power_code: str
    name: Text
    base_digest: str | None
    base_version: int | None
    revision: int
    created_by: Text
    created_at: datetime
    changed_by: Text
    changed_by_id: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its files as they are now; ``file_revisions`` says which revision last changed each."""

    line: DraftLine
    files: Mapping[str, bytes]
    file_revisions: Mapping[str, int]

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "line"), name)

    @property
    def model_files(self) -> dict[str, bytes]:
        """What ``read_model`` is given: flows, tables and forms, with the category flows that are called.

        Raises ModelRefused where file names clash.
        """
        return whole_bundle(self.files)

    @property
    def own_files(self) -> dict[str, bytes]:
        """The draft's own flows, tables and forms."""
        return model_files(self.files)

    @property
    def entry(self) -> bytes | None:
        """The catalogue entry's file."""
        return self.files.get(ENTRY)


@dataclass(frozen=True, slots=True)
class KeptRevision:
    revision: int
    changed_by: Text
    changed_at: datetime


def organisations_drawn_for(officer: Officer) -> frozenset[int]:
    """The organisations whose flows the officer draws: those where they are 流程分析员, or stand in for one."""
    return frozenset(post.organisation_id for post in officer.posts if post.name.zh == ANALYST_POST)


def get_draft(draft_id: int) -> Draft:
    """The draft, whosever it is; raises NoSuchDraft."""
    row = db.session.execute(_lines().where(FlowDraft.id == draft_id)).first()
    if row is None:
        raise NoSuchDraft
    files = db.session.execute(
        select(DraftFile.name, DraftFile.content, DraftFile.revision)
        .where(DraftFile.draft_id == draft_id)
        .order_by(DraftFile.name)
    ).all()
    return Draft(_line(row), {f.name: f.content for f in files}, {f.name: f.revision for f in files})


def own_draft(draft_id: int, officer: Officer) -> Draft:
    """The draft, if the officer draws for its organisation; raises NoSuchDraft, NotYourDraft."""
    draft = get_draft(draft_id)
    if draft.organisation_id not in organisations_drawn_for(officer):
        raise NotYourDraft
    return draft


def list_drafts(officer: Officer) -> list[DraftLine]:
    """Drafts of the organisations that the officer draws for, the one changed last first."""
    wanted = _lines().where(FlowDraft.organisation_id.in_(organisations_drawn_for(officer)))
    return [_line(row) for row in db.session.execute(wanted.order_by(FlowDraft.changed_at.desc(), FlowDraft.id.desc()))]


def list_revisions(draft_id: int) -> list[KeptRevision]:
    """The draft as it was, newest first."""
    rows = db.session.execute(
        select(DraftRevision.revision, DraftRevision.changed_at, OfficerRow.name, OfficerRow.name_en)
        .join(OfficerRow, OfficerRow.id == DraftRevision.changed_by)
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.revision.desc())
    )
    return [KeptRevision(r.revision, Text(r.name, r.name_en), r.changed_at) for r in rows]


def files_at(draft_id: int, revision: int) -> dict[str, bytes]:
    """The files of a kept revision; raises NoSuchDraft."""
    archive = db.session.scalar(
        select(DraftRevision.archive).where(DraftRevision.draft_id == draft_id, DraftRevision.revision == revision)
    )
    if archive is None:
        raise NoSuchDraft
    return unpack_bundle(archive)


_maker, _changer = aliased(OfficerRow), aliased(OfficerRow)


def _lines() -> Any:
    return (
        select(
            FlowDraft, Bundle.version, Organisation.name.label("organisation"),
            Organisation.name_en.label("organisation_en"), _maker.name.label("maker"),
            _maker.name_en.label("maker_en"), _changer.name.label("changer"), _changer.name_en.label("changer_en"),
        )
        .join(Organisation, Organisation.id == FlowDraft.organisation_id)
        .join(_maker, _maker.id == FlowDraft.created_by)
        .join(_changer, _changer.id == FlowDraft.changed_by)
        .outerjoin(Bundle, Bundle.digest == FlowDraft.base_digest)
        .execution_options(populate_existing=True)
    )  # fmt: skip


def _line(row: Any) -> DraftLine:
    draft = row.FlowDraft
    return DraftLine(
        draft.id, draft.organisation_id, Text(row.organisation, row.organisation_en), draft.power_code,
        Text(draft.name, draft.name_en), draft.base_digest, row.version, draft.revision,
        Text(row.maker, row.maker_en), draft.created_at, Text(row.changer, row.changer_en), draft.changed_by,
        draft.changed_at,
    )  # fmt: skip


def list_powers_to_draw(officer: Officer) -> list[tuple[str, Text]]:
    """Code and name of the powers with a flow in service whose next version the officer can draw."""
    rows = db.session.execute(
        select(PowerRow.code, PowerRow.name, PowerRow.name_en)
        .join(FlowState, FlowState.power_code == PowerRow.code)
        .where(PowerRow.organisation_id.in_(organisations_drawn_for(officer)), FlowState.digest.is_not(None))
        .order_by(PowerRow.code)
    )
    return [(code, Text(name, english)) for code, name, english in rows]
