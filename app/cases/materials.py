"""Materials: bytes on disk under their SHA-256, a row that says whose and what."""

import hashlib
import os
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import insert, or_, select

from app.cases.errors import NoSuchMaterial, UploadHarmful, UploadOfWrongType, UploadTooLarge
from app.cases.filetypes import accepted, fitting_name, kind_of
from app.cases.hostile import EMPTY, harm_in
from app.cases.owner import Owner
from app.cases.tables import Material
from app.clock import now
from app.database import db, in_transaction
from engine import Text
from engine.forms import Field

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredMaterial:
    id: str
    case_id: int | None
    field: str
    name: str
    sha256: str
    size: int
    type: str

    @property
    def value(self) -> dict[str, str | int]:
        """What stands as the answer of a file field."""
        return {"id": self.id, "name": self.name, "sha256": self.sha256, "size": self.size, "type": self.type}

    @property
    def path(self) -> Path:
        return _folder() / self.sha256[:2] / self.sha256


def store_material(owner: Owner, field: Field, path: str, name: str, stream: BinaryIO) -> StoredMaterial:
    """Store an upload. Raises UploadTooLarge, UploadOfWrongType, UploadHarmful before anything is kept."""
    limit = field.max_bytes or MOST_BYTES
    content = stream.read(limit + 1)
    if len(content) > limit:
        mb = limit / 1024 / 1024
        raise UploadTooLarge(
            Text(f"文件不能超过 {mb:g} MB：{name}", f"A file may not be larger than {mb:g} MB: {name}")
        )
    if not content:
        raise UploadHarmful(EMPTY.zh, EMPTY.en, name)
    if not accepted(content, field.accept):
        listed = "、".join(s.lstrip(".").upper() for s in field.accept) or "PDF"
        raise UploadOfWrongType(
            Text(f"只收 {listed} 文件：{name}", f"Only {listed.replace('、', ', ')} files are accepted: {name}")
        )
    if harm := harm_in(content, kind_of(content)[0]):
        raise UploadHarmful(harm.zh, harm.en, name)
    stored = StoredMaterial(
        uuid.uuid4().hex,
        owner.case_id,
        path,
        fitting_name(name, content),
        hashlib.sha256(content).hexdigest(),
        len(content),
        kind_of(content)[1],
    )
    _write(stored.path, content)
    row = {"owner": owner.key, "case_id": owner.case_id, "field": path, "stored_at": now(), **stored.value}
    in_transaction(lambda session: session.execute(insert(Material), [row]))
    return stored


def find_material(material_id: str, owner: Owner | None = None, case_id: int | None = None) -> StoredMaterial | None:
    """The material, if it is the owner's or the case's."""
    if owner is None and case_id is None:
        return None
    whose = [Material.owner == owner.key] if owner else []
    whose += [Material.case_id == case_id] if case_id is not None else []
    row = db.session.execute(
        select(
            Material.id, Material.case_id, Material.field, Material.name, Material.sha256, Material.size, Material.type
        ).where(Material.id == material_id, or_(*whose))
    ).first()
    return row and StoredMaterial(*row)


def get_material(material_id: str, owner: Owner | None = None, case_id: int | None = None) -> StoredMaterial:
    """As find_material; raises NoSuchMaterial."""
    found = find_material(material_id, owner, case_id)
    if found is None:
        raise NoSuchMaterial
    return found


def _folder() -> Path:
    return Path(current_app.config["VAR"]) / "files"


def _write(path: Path, content: bytes) -> None:
    """Write so that after a crash the file is whole or absent."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).rename(path)
