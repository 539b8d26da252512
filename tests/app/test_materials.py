"""Uploads: type by content, size by the form, whole or absent on disk, and only for whom they are."""

import hashlib
import io
import zipfile
from contextlib import closing

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from app.cases.answers import read_answers
from app.cases.errors import AnswersRefused, NoSuchMaterial, UploadOfWrongType, UploadTooLarge
from app.cases.filetypes import fitting_name, kind_of
from app.cases.materials import find_material, get_material, store_material
from app.cases.owner import Owner
from app.cases.queries import case_file
from app.flows.queries import effective_model
from tests.app.world import APPLICATION, POWER, SOMEBODY, accept, apply, officer

PDF = b"%PDF-1.7\n1 0 obj\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


@pytest.fixture
def layout(app):
    return effective_model(POWER).start_form.field("布局图")


def store(field, content: bytes, name: str = "布局图.pdf", owner: Owner = SOMEBODY):
    return store_material(owner, field, field.name, name, io.BytesIO(content))


def answers_of(fields: dict, files: dict | None = None, owner: Owner = SOMEBODY) -> dict:
    """What is read of an application that a browser sends."""
    data = MultiDict(fields)
    for name, (file_name, content) in (files or {}).items():
        data[name] = FileStorage(io.BytesIO(content), file_name)
    with (
        closing(EnvironBuilder(method="POST", data=data)) as builder,
        closing(Request(builder.get_environ())) as request,
    ):
        return read_answers(effective_model(POWER).start_form, request, owner)


FIELDS = {
    "申请人.name": "巷口面馆",
    "申请人.id_type": "uscc",
    "申请人.id_number": "91350100M000100Y43",
    "申请人.phone": "13800138000",
    "面积": "36",
    "声明": "yes",
    "_key": "k",
    "csrf_token": "t",
}


def test_what_is_stored_is_what_was_sent(layout):
    stored = store(layout, PDF)
    assert stored.path.read_bytes() == PDF
    assert (stored.sha256, stored.size, stored.type) == (hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf")


def test_one_file_handed_in_twice_is_kept_once(layout):
    assert store(layout, PDF).path == store(layout, PDF).path


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"<html><script>",
        b"#!/bin/sh\n",
        b"PK\x03\x04broken",
        _zip("a.exe"),
        b"GIF89a...",
        b"just text",
    ],
)
def test_files_of_other_types_are_refused_whatever_they_are_called(layout, content):
    with pytest.raises(UploadOfWrongType, match="PDF"):
        store(layout, content, "layout.pdf")


def test_a_file_that_is_too_large_is_refused_with_the_limit_named(layout):
    with pytest.raises(UploadTooLarge):
        store(layout, PDF + b"x" * 20_000)


@pytest.mark.parametrize(
    ("name", "content", "fitting"),
    [
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\图\\布局.PDF", PDF, "布局.PDF"),
        ("scan.jpeg", b"\xff\xd8\xff", "scan.jpeg"),
        ("page.html", PNG, "page.html.png"),
        ('a"b<c>.pdf', PDF, "abc.pdf"),
        ("", PDF, "file.pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 116 + ".pdf"),
    ],
)
def test_names_lose_paths_and_end_in_what_they_are(name, content, fitting):
    assert fitting_name(name, content) == fitting


def test_types_are_told_by_content():
    assert kind_of(_zip("OFD.xml"))[0] == ".ofd"
    assert kind_of(_zip("[Content_Types].xml", "word/document.xml"))[0] == ".docx"
    assert kind_of(_zip("xl/workbook.xml"))[0] == ".xlsx"
    assert kind_of("说明".encode())[0] == ".txt"
    assert kind_of(b"RIFF....WEBPVP8 ")[0] == ".webp"


def test_a_file_goes_with_the_application_into_the_file(app):
    answers = answers_of(FIELDS, {"布局图": ("图.pdf", PDF)})
    receipt = apply(**{k: v for k, v in answers.items() if k not in APPLICATION})
    file = case_file(receipt.number, officer("limin"))
    assert [(m.title.zh, m.name, m.size) for m in file.materials] == [("布局图", "图.pdf", len(PDF))]
    assert get_material(file.materials[0].id, case_id=receipt.case_id).path.read_bytes() == PDF
    accept(receipt.case_id)


def test_a_file_kept_from_before_is_named_by_its_id(app, layout):
    stored = store(layout, PDF)
    answers = answers_of({**FIELDS, "布局图.id": stored.id})
    assert answers["布局图"] == stored.value


def test_nobody_hands_in_the_file_of_another_by_its_id(app, layout):
    stored = store(layout, PDF)
    answers = answers_of({**FIELDS, "布局图.id": stored.id}, owner=Owner("browser:other"))
    assert "布局图" not in answers
    assert find_material(stored.id, Owner("browser:other")) is None and find_material(stored.id) is None
    with pytest.raises(NoSuchMaterial):
        get_material(stored.id, case_id=1)


def test_a_file_cannot_be_made_up(app):
    forged = {
        "布局图.id": "1",
        "布局图.sha256": "0" * 64,
        "布局图.name": "x.pdf",
        "布局图.size": "1",
        "布局图.type": "application/pdf",
    }
    assert "布局图" not in answers_of({**FIELDS, **forged})


def test_a_refused_upload_is_named_with_everything_else_that_is_wrong_and_nothing_is_lost(app):
    with pytest.raises(AnswersRefused) as refused:
        answers_of({**FIELDS, "面积": "viel"}, {"布局图": ("图.exe", b"MZ")})
    assert {error.path for error in refused.value.errors} == {"面积", "布局图"}
    assert refused.value.answers["申请人"]["name"] == "巷口面馆"
