"""Freezing a version: its bundle is signed with the key of the legal office, and can be checked by anybody after."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import db
from app.flows.draft_files import model_files
from app.flows.tables import Bundle, FlowEvent, FrozenVersion
from app.flows.waiving import Waiver
from app.people.queries import Officer
from app.refusal import Refusal
from app.signing import is_signed, key_id, key_of
from engine import Model, Text, read_model, unpack_bundle

OFFICE = "legal-office"


class Tampered(Refusal):
    """What is stored is not what was signed or submitted."""

    text = Text(
        "这个版本的内容与送审或者签名时不一致，不能使用；请通知管理员",
        "This version is not what was submitted or signed; it cannot be used. Tell the administrator",
    )


@dataclass(frozen=True, slots=True)
class Version:
    """What is to be frozen."""

    power_code: str
    name: Text
    digest: str
    archive: bytes
    archive_sha256: str
    effective_on: date
    waiver: Waiver | None = None


def freeze(session: Session, version: Version) -> FrozenVersion:
    """Sign and store the version under the power's next number. Raises Tampered."""
    demand_whole(version.archive, version.archive_sha256, version.digest)
    number, frozen_at = _next_version(session, version.power_code), now()
    statement = _statement(version, number, frozen_at)
    frozen = FrozenVersion(
        power_code=version.power_code, version=number, name=version.name.zh, name_en=version.name.en,
        digest=version.digest, archive=version.archive, statement=statement,
        signature=key_of(OFFICE).sign(statement.encode()), key_id=key_id(OFFICE), frozen_at=frozen_at,
        effective_on=version.effective_on, state="scheduled",
    )  # fmt: skip
    session.add(frozen)
    session.flush()
    return frozen


def demand_whole(archive: bytes, sha256: str, digest: str) -> Mapping[str, bytes]:
    """The bundle's files, if the archive is the one of this hash and holds the model of this digest; else Tampered."""
    if hashlib.sha256(archive).hexdigest() != sha256:
        raise Tampered
    files = unpack_bundle(archive)
    if read_model(model_files(files)).digest != digest:
        raise Tampered
    return files


def demand_signed(frozen: FrozenVersion, public: Ed25519PublicKey | None = None) -> Mapping[str, bytes]:
    """The bundle's files, if the version is as it was signed; else Tampered."""
    said = orjson.loads(frozen.statement)
    key = public or key_of(OFFICE).public_key()
    states = (said["power"], said["version"], said["model"], said["effective_on"])
    stored = (frozen.power_code, frozen.version, frozen.digest, frozen.effective_on.isoformat())
    if states != stored or not is_signed(key, frozen.signature, frozen.statement.encode()):
        raise Tampered
    return demand_whole(frozen.archive, said["bundle"], frozen.digest)


def verify_versions() -> tuple[int, list[str]]:
    """How many frozen versions were checked, and which are not as they were signed."""
    altered = []
    versions = db.session.scalars(select(FrozenVersion).order_by(FrozenVersion.id)).all()
    for frozen in versions:
        try:
            demand_signed(frozen)
        except Exception:  # whatever is wrong with it, it is not what was signed
            altered.append(f"{frozen.power_code} {frozen.version}")
    return len(versions), altered


def model_of_version(frozen: FrozenVersion) -> Model:
    """The model of a version that is as it was signed; else Tampered."""
    return read_model(model_files(demand_signed(frozen)))


def record(
    session: Session, power_code: str, action: str, officer: Officer | None, *, reason: str = "",
    version: int | None = None, digest: str | None = None, submission_id: int | None = None,
) -> None:  # fmt: skip
    """A line of the power's history, part of the command that calls."""
    session.add(
        FlowEvent(
            power_code=power_code, version=version, digest=digest, action=action, by=officer.id if officer else None,
            by_name=officer.name.zh if officer else "", at=now(), reason=reason, submission_id=submission_id,
        )
    )  # fmt: skip


def _next_version(session: Session, power_code: str) -> int:
    published = session.scalar(select(func.max(Bundle.version)).where(Bundle.power_code == power_code)) or 0
    frozen = session.scalar(select(func.max(FrozenVersion.version)).where(FrozenVersion.power_code == power_code)) or 0
    return max(published, frozen) + 1


def _statement(version: Version, number: int, frozen_at: datetime) -> str:
    """What is signed: JSON with sorted keys. ``bundle``: SHA-256 of the archive; ``model``: digest of what runs."""
    said = {
        "power": version.power_code, "version": number, "model": version.digest, "bundle": version.archive_sha256,
        "effective_on": version.effective_on.isoformat(), "frozen_at": frozen_at.isoformat(),
        **({"waiver": version.waiver.as_json()} if version.waiver else {}),
    }  # fmt: skip
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()
