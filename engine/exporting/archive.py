"""A bundle as one archive, and back: every file as it was, each with its hash in the manifest."""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping

from engine.errors import Finding, ModelRefused
from engine.text import Text

MANIFEST = "manifest.json"
FORMAT = "daylight-bundle/1"
MOST_FILES = 500
MOST_BYTES = 50_000_000
_UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # so that packing the same files twice gives the same bytes


def pack_bundle(files: Mapping[str, bytes]) -> bytes:
    """The archive (ZIP) of a bundle: models, tables, forms, tests, catalogue entry, whatever belongs to it."""
    manifest = {"format": FORMAT, "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(MANIFEST, _json(manifest)), *sorted(files.items())]:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def unpack_bundle(data: bytes) -> dict[str, bytes]:
    """The files of an archive that ``pack_bundle`` made.

    Raises ModelRefused, naming the file: what is not in the manifest, missing, altered, outside the archive's own
    folder, or more than 500 files or 50 MB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except _UNREADABLE as error:
        raise _refused("", f"不是可读的打包文件（{error}）", f"is no readable archive ({error})") from None


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_BYTES:
        raise _refused("", "文件过多或过大", "holds too many files, or too large ones")
    found: dict[str, bytes] = {}
    for member in members:
        name = member.filename
        if name in found:
            raise _refused(name, "出现两次", "is there twice")
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise _refused(name, "文件名指向别处", "is a name that leads elsewhere")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(name, "用了不支持的压缩方式", "is compressed in a way that is not read")
        with archive.open(member) as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) != member.file_size:
            raise _refused(name, "大小与所写的不符", "is not of the size it states")
        found[name] = content
    stated = _stated(found.pop(MANIFEST, b""))
    for name in sorted(stated.keys() | found.keys()):
        if name not in found:
            raise _refused(name, "清单里有，包里没有", "is in the manifest but not in the archive")
        if name not in stated:
            raise _refused(name, "包里有，清单里没有", "is in the archive but not in the manifest")
        if hashlib.sha256(found[name]).hexdigest() != stated[name]:
            raise _refused(name, "内容与清单的摘要不符", "is not what its hash in the manifest says")
    return found


def _stated(manifest: bytes) -> dict[str, str]:
    try:
        said = json.loads(manifest)
        if said["format"] == FORMAT and all(isinstance(v, str) for v in said["files"].values()):
            return dict(said["files"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise _refused(MANIFEST, "缺少或读不懂", "is missing or cannot be read")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _refused(name: str, zh: str, en: str) -> ModelRefused:
    shown = name or "打包文件"
    return ModelRefused([Finding("archive", None, "error", Text(f"{shown}：{zh}。", f"{name or 'The archive'} {en}."))])
