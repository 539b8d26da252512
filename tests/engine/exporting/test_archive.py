"""A bundle as one archive, and back."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ModelRefused, pack_bundle, unpack_bundle

NAMES = st.from_regex(r"[a-z0-9一-龥]{1,12}(/[a-z]{1,5})?\.(bpmn|dmn|json|yaml|py)", fullmatch=True)


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
def test_what_is_packed_comes_back_as_it_was(files):
    archive = pack_bundle(files)
    assert unpack_bundle(archive) == files
    assert pack_bundle(dict(reversed(files.items()))) == archive, "the same files give the same bytes"


def _rewritten(change) -> bytes:
    """An archive whose members a stranger has changed."""
    with zipfile.ZipFile(io.BytesIO(pack_bundle({"flow.bpmn": b"<a/>", "power.yaml": b"code: 1"}))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update({"flow.bpmn": b"<b/>"}), "flow.bpmn is not what its hash"),
        (lambda m: m.pop("power.yaml"), "power.yaml is in the manifest but not in the archive"),
        (lambda m: m.update({"more.dmn": b""}), "more.dmn is in the archive but not in the manifest"),
        (lambda m: m.update({"../../etc/passwd": b""}), "../../etc/passwd is a name that leads elsewhere"),
        (lambda m: m.update({"/etc/passwd": b""}), "/etc/passwd is a name that leads elsewhere"),
        (lambda m: m.pop("manifest.json"), "manifest.json is missing"),
        (lambda m: m.update({"manifest.json": b"[" * 100_000}), "manifest.json is missing or cannot be read"),
        (lambda m: m.update({f"{n}.dmn": b"" for n in range(600)}), "too many files"),
    ],
)
def test_an_archive_that_was_changed_is_refused_by_the_name_of_the_file(change, said):
    with pytest.raises(ModelRefused) as refused:
        unpack_bundle(_rewritten(change))
    assert said in refused.value.findings[0].message.en


def test_a_bomb_is_refused_before_it_is_unpacked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"{}")
        archive.writestr("bomb.bpmn", bytes(60_000_000))
    with pytest.raises(ModelRefused, match="too many files, or too large"):
        unpack_bundle(made.getvalue())


@given(st.binary(max_size=200))
def test_anything_else_is_refused(data):
    with pytest.raises(ModelRefused):
        unpack_bundle(data)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_damaged_archive_is_refused_or_harmless(place, value):
    files = {"flow.bpmn": b"<a>" * 50, "power.yaml": b"code: 1"}
    data = bytearray(pack_bundle(files))
    data[place % len(data)] = value
    with suppress(ModelRefused):
        assert unpack_bundle(bytes(data)) == files


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_others_compress_by_is_not_read(how):
    """LZMA takes the memory that the file asks for, up to 4 GB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        archive.writestr("flow.bpmn", b"<a/>" * 1000)
    with pytest.raises(ModelRefused, match="is compressed in a way that is not read"):
        unpack_bundle(made.getvalue())
