"""Models by power and by digest; which powers are in service."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select

from app.catalogue.tables import PowerRow
from app.database import db
from app.flows.tables import Bundle, BundleFile, FlowEvent, FlowState
from app.people.queries import Officer, find_own_posts, find_post
from app.refusal import Refusal
from engine import Limit, Model, ModelRefused, OpenTask, Text, read_model

MOST_KEPT = 400
GIVEN_UP = Text("这个机构不再实施这一项", "This body does not implement the item any more")
ENDING = frozenset({"terminate", "transfer"})
"""Operations that end a case without a decision. Not merging: the model names the steps at which that may be."""


class PowerOutOfService(Refusal):
    """The power's flow model cannot be run at present."""

    def __init__(self, reason: Text) -> None:
        super().__init__(Text(f"这一项暂停受理：{reason.zh}", f"Applications are suspended: {reason.en}"))


class NoSuchPost(Refusal):
    """The next step is for a post that does not exist."""

    def __init__(self, authority: str, post: str, element: str | None = None) -> None:
        self.element = element
        super().__init__(
            Text(
                f"没有“{authority} {post}”这个岗位，不能送出",
                f"There is no post “{post}” of {authority}; it cannot be sent on",
            )
        )


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """A model with what the platform adds: its version, and the post behind every step of it."""

    model: Model
    version: int
    posts: Mapping[str, int]  # element id -> post id; not of the steps whose post the case tells
    organisation_id: int
    approvers: Mapping[str, int] = field(default_factory=dict)  # operation -> the post that approves it
    decider: int | None = None  # the post of the step that decides
    promise: str | None = None  # of the body that implements the item, where the flow's own is not its

    def approver_of(self, operation: str, officer: Officer | None) -> int | None:
        """The post without whose approval this officer cannot do it; None where they may do it themselves.

        What ends a case without a decision is, where the model names nobody, for the post that decides: others ask it.
        """
        if operation in self.approvers:
            return self.approvers[operation]
        if operation in ENDING and not (officer and self.decider and officer.holds(self.decider)):
            return self.decider
        return None

    def may_end(self, operation: str) -> bool:
        """Whether there is anybody who can end a case so: a post that the model names, or one that decides."""
        return operation not in ENDING or operation in self.approvers or self.decider is not None

    @property
    def begun_by_party(self) -> bool:
        return self.model.begun_by_party

    @property
    def opening_post(self) -> int | None:
        """The post that begins a case of the authority's own motion."""
        start = self.model.start_event
        return None if start is None or self.begun_by_party else self.posts.get(start.id)

    def post_of(self, task: OpenTask) -> int | None:
        """The post an open task is for; None for the applicant's. Raises NoSuchPost: no task is ever nobody's."""
        element = self.model.elements[task.element_id]
        if task.is_party:
            return None
        if element.authority_from is None and element.post_from is None:
            return self.posts.get(task.element_id)
        kind = task.authority or self.model.processes[self.model.process_id].authority or ""
        post = find_post(kind, task.post or "", self.organisation_id)
        if post is None:
            raise NoSuchPost(kind, task.post or "", task.element_id)
        return post


@dataclass(frozen=True, slots=True)
class FlowStateView:
    folder: str
    power_code: str | None
    name: Text
    version: int | None
    digest: str | None
    published_at: datetime | None
    in_service: bool
    reason: Text
    findings: tuple[Mapping[str, str | None], ...]


class _Kept:
    """What was read, the least lately used dropped first; made by ``read`` when it is not there."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.RLock()

    def get(self, key: Hashable, read: Callable[[], Any]) -> Any:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = read()
                if len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept


def model_of(digest: str, promise: str | None = None) -> Model:
    """The model of a bundle, read once a process: a digest never means another model.

    ``promise``: of the body that implements the item, in the place of the flow's own.
    """
    model: Model = _kept().get(digest, lambda: read_model(_files_of([digest])[digest]))
    return _kept().get((digest, promise), lambda: _promising(model, promise)) if promise else model


def _promising(model: Model, promise: str) -> Model:
    return replace(model, power=replace(model.power, promise=Limit.parse(promise)), _derived={})


def keep_models(digests: Collection[str]) -> None:
    """Read the models of these bundles that are not read yet, in one statement for all; what is refused is left out."""
    if lacking := [digest for digest in digests if digest not in _kept()]:
        for digest, files in _files_of(lacking).items():
            with suppress(ModelRefused):
                _kept().get(digest, partial(read_model, files))


def kept_model(digest: str, files: Callable[[], Mapping[str, bytes]]) -> Model:
    """The model of files that are no bundle yet, read once a process; ``digest`` is what it is kept by."""
    return _kept().get(digest, lambda: read_model(files()))


def flow_version(digest: str, organisation_id: int, promise: str | None = None) -> FlowVersion:
    """The bundle with the posts of this organisation behind its steps, and its promise where it has one of its own."""
    key = (digest, organisation_id, promise)
    return _kept().get(key, lambda: _read_version(digest, organisation_id, promise))


_EFFECTIVE = (
    select(
        FlowState.digest, FlowState.in_service, FlowState.reason_zh, FlowState.reason_en,
        PowerRow.organisation_id, PowerRow.item, PowerRow.promise, PowerRow.given_up_at,
    )
    .join(PowerRow, PowerRow.item == FlowState.power_code)
    .where(PowerRow.code == bindparam("of_code"))
)  # fmt: skip


def effective_flow(power_code: str) -> FlowVersion:
    """What a case begun now would run under; raises PowerOutOfService.

    A body that implements an item runs the item's flow with posts and a promise of its own.
    """
    row = db.session.execute(_EFFECTIVE, {"of_code": power_code}).first()
    if row is None:
        raise PowerOutOfService(Text("还没有流程模型", "It has no flow model yet"))
    if row.given_up_at is not None:
        raise PowerOutOfService(GIVEN_UP)
    if not row.in_service or row.digest is None:
        raise PowerOutOfService(Text(row.reason_zh, row.reason_en))
    if row.item == power_code:
        return flow_version(row.digest, row.organisation_id)
    if lacking := lacking_posts(model_of(row.digest), row.organisation_id):
        raise PowerOutOfService(lacking)
    return flow_version(row.digest, row.organisation_id, row.promise)


def lacking_posts(model: Model, organisation_id: int) -> Text | None:
    """Which posts a body lacks to implement an item of this flow: what the item's own body does, it does itself."""
    named = {post for authority, post in _named_posts(model) if authority is None}
    lacking = sorted(named - find_own_posts(organisation_id).keys())
    return (
        lacking
        and Text(
            f"实施机构没有这些岗位：{'、'.join(lacking)}",
            f"The implementing body lacks these posts: {', '.join(lacking)}",
        )
    ) or None


def _named_posts(model: Model) -> Iterator[tuple[str | None, str]]:
    """Authority and post of every step and approval; the authority is None where it is the process's own."""
    own = (None, model.processes[model.process_id].authority)
    for element in model.elements.values():
        if element.post and not element.is_party and element.authority_from is None and element.post_from is None:
            yield None if element.authority in own else element.authority, element.post
    for approver in model.power.approvers:
        yield None if approver.authority in own else approver.authority, approver.post


def effective_model(power_code: str) -> Model:
    return effective_flow(power_code).model


def find_out_of_service(power_code: str) -> Text | None:
    """Why the power cannot be applied for now; None if it can."""
    try:
        effective_flow(power_code)
    except PowerOutOfService as refusal:
        return refusal.text
    return None


def why_retired(power_code: str) -> Text | None:
    """The public reason for which the legal office took it out of service; None where that is a fault of its files."""
    last = (
        select(FlowEvent.action)
        .where(FlowEvent.power_code == power_code, FlowEvent.action.in_(("effective", "rolled back", "retired")))
        .order_by(FlowEvent.id.desc())
        .limit(1)
    )
    if db.session.scalar(last) != "retired":
        return None
    state = db.session.scalar(select(FlowState).where(FlowState.power_code == power_code))
    return state and Text(state.reason_zh, state.reason_en)


def list_flow_states() -> list[FlowStateView]:
    """Every folder's state, what is out of service first."""
    rows = db.session.execute(
        select(FlowState, PowerRow.name, PowerRow.name_en, Bundle.version, Bundle.published_at)
        .outerjoin(PowerRow, PowerRow.code == FlowState.power_code)
        .outerjoin(Bundle, Bundle.digest == FlowState.digest)
        .order_by(FlowState.in_service, FlowState.folder)
    )
    return [
        FlowStateView(
            state.folder, state.power_code, Text(name or state.folder, english or state.folder), version,
            state.digest, published_at,
            state.in_service, Text(state.reason_zh, state.reason_en), tuple(state.findings),
        )
        for state, name, english, version, published_at in rows
    ]  # fmt: skip


def _kept() -> _Kept:
    return current_app.extensions.setdefault("daylight-models", _Kept())


def _files_of(digests: Collection[str]) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {digest: {} for digest in digests}
    columns = select(BundleFile.digest, BundleFile.name, BundleFile.content)
    for digest, name, content in db.session.execute(columns.where(BundleFile.digest.in_(digests))):
        found[digest][name] = content
    return found


def _read_version(digest: str, organisation_id: int, promise: str | None) -> FlowVersion:
    model = model_of(digest, promise)
    version = db.session.scalar(select(Bundle.version).where(Bundle.digest == digest))
    assert version is not None, "a bundle is never deleted"
    kind = model.processes[model.process_id].authority or ""
    own = find_own_posts(organisation_id)

    def find(authority: str | None, post: str) -> int | None:
        """A post of the process's own authority is the organisation's own, whatever kind of body implements it."""
        if authority in (None, kind) and post in own:
            return own[post]
        return find_post(authority or kind, post, organisation_id)

    posts = {
        element.id: find(element.authority, element.post)
        for element in model.elements.values()
        if element.post and not element.is_party
    }
    approvers = {a.operation: find(a.authority, a.post) for a in model.power.approvers}
    deciding = (e.id for e in model.in_flow_order() if e.clock == "ends" and e.authority_from is e.post_from is None)
    decider = next((post for id in deciding if (post := posts.get(id)) is not None), None)
    return FlowVersion(model, version, _found(posts), organisation_id, _found(approvers), decider, promise)


def _found(posts: Mapping[str, int | None]) -> dict[str, int]:
    return {key: post for key, post in posts.items() if post is not None}
