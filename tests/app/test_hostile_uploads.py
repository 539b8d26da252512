"""Uploads that mean harm: each is refused with a sentence, before anything of it is kept."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from app.cases import harms
from app.cases.errors import UploadHarmful, UploadOfWrongType
from app.cases.filetypes import fitting_name, kind_of
from app.cases.hostile import harm_in
from app.cases.materials import store_material
from app.flows.queries import effective_model
from tests.app.world import POWER, SOMEBODY


def archive(*members: tuple[str, bytes], locked: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    content = bytearray(buffer.getvalue())
    if locked:
        content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def png(width: int = 8, height: int = 8) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + b"\0" * 40


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0" * 20


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + b"\0" * 20


def tiff(width: int, height: int) -> bytes:
    fields = struct.pack("<HHIIHHII", 256, 4, 1, width, 257, 4, 1, height)
    return b"II*\0" + struct.pack("<IH", 8, 2) + fields + b"\0" * 20


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + size + b"\0" * 8


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def packed(content: bytes, kind: bytes = b"ObjStm") -> bytes:
    return stream(b"/Type /%s /Filter /FlateDecode" % kind, zlib.compress(content))


def stream(said: bytes, content: bytes) -> bytes:
    return b"5 0 obj <<%s /Length %d>> stream\n%s\nendstream endobj" % (said, len(content), content)


def link() -> bytes:
    """An archive whose member is a link that leads out of it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        member = zipfile.ZipInfo("a.txt")
        member.create_system, member.external_attr = 3, 0o120777 << 16
        file.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def lying() -> bytes:
    """An archive that says a member is smaller than it is."""
    content = bytearray(archive(("a.txt", b"0" * 50_000_000)))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def damaged() -> bytes:
    """An archive compressed in a way that the reader does not fail in as it does in others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.txt", bytes(range(256)) * 40)
    content = bytearray(buffer.getvalue())
    content[60:90] = b"\xff" * 30
    return bytes(content)


def relation(kind: str) -> tuple[str, bytes]:
    said = f'<Relationship Type="http://x/relationships/{kind}" Target="http://x/a" TargetMode="External"/>'
    return "word/_rels/settings.xml.rels", f"<Relationships>{said}</Relationships>".encode()


RUNS = b"1 0 <</S /JavaScript /JS (x)>>"
SQUEEZED = zlib.compress(RUNS)
EXCEL = ("xl/workbook.xml", b"<x/>")
WORD = ("word/document.xml", b"<w/>")
HARMFUL = {
    "empty": (b"", ".pdf", harms.EMPTY),
    "archive bomb": (archive(("a.txt", b"0" * 250_000_000)), ".zip", harms.BOMB),
    "squeezed too well": (archive(("a.txt", b"0" * 50_000_000)), ".zip", harms.BOMB),
    "too many members": (archive(*((f"{n}.txt", b"") for n in range(2001))), ".zip", harms.BOMB),
    "zip slip": (archive(("../../etc/cron.d/x", b"x")), ".zip", harms.PATHS),
    "zip slip with backslashes": (archive(("..\\..\\x.txt", b"x")), ".zip", harms.PATHS),
    "absolute name": (archive(("/etc/passwd", b"x")), ".zip", harms.PATHS),
    "drive": (archive(("C:\\x.txt", b"x")), ".zip", harms.PATHS),
    "locked archive": (archive(("a.txt", b"x"), locked=True), ".zip", harms.ENCRYPTED),
    "program in an archive": (archive(("合同.pdf.exe", b"MZ")), ".zip", harms.PROGRAM),
    "page in an archive": (archive(("a.html", b"<script>")), ".zip", harms.PROGRAM),
    "macros": (archive(WORD, ("word/vbaProject.bin", b"x")), ".docx", harms.MACROS),
    "bomb in a document": (archive(WORD, ("word/media/a.bin", b"0" * 250_000_000)), ".docx", harms.BOMB),
    "PDF with JavaScript": (pdf(b"1 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj"), ".pdf", harms.SCRIPT),
    "PDF spelt with codes": (pdf(b"1 0 obj <</S /J#61vaScript>> endobj"), ".pdf", harms.SCRIPT),
    "PDF that starts a program": (pdf(b"1 0 obj <</S /Launch /F (x)>> endobj"), ".pdf", harms.SCRIPT),
    "PDF with a file in it": (pdf(b"1 0 obj <</EF <</F 2 0 R>> /EmbeddedFiles 3 0 R>> endobj"), ".pdf", harms.SCRIPT),
    "JavaScript in packed objects": (pdf(packed(b"<</S /JavaScript /JS (x)>>")), ".pdf", harms.SCRIPT),
    "PDF bomb": (pdf(packed(b"0" * 210_000_000)), ".pdf", harms.BOMB),
    "locked PDF": (pdf(b"trailer <</Encrypt 9 0 R>>"), ".pdf", harms.ENCRYPTED),
    "PDF that is a page too": (b"%PDF-1.7\n<html><script>alert(1)</script>", ".pdf", harms.SCRIPT),
    "PDF that is an archive too": (pdf() + archive(("a.exe", b"MZ")), ".pdf", harms.TWO_IN_ONE),
    "picture that is an archive too": (png() + archive(("a.exe", b"MZ")), ".png", harms.TWO_IN_ONE),
    "picture with a page behind it": (png() + b"<script>alert(1)</script>", ".png", harms.SCRIPT),
    "picture with PHP": (gif(8, 8) + b"<?php system($_GET[0]); ?>", ".gif", harms.SCRIPT),
    "PNG of ten thousand million": (png(100_000, 100_000), ".png", harms.PIXELS),
    "GIF": (gif(60_000, 60_000), ".gif", harms.PIXELS),
    "JPEG": (jpeg(60_000, 60_000), ".jpg", harms.PIXELS),
    "TIFF": (tiff(100_000, 100_000), ".tif", harms.PIXELS),
    "WebP": (webp(16_000, 16_000), ".webp", harms.PIXELS),
    "broken PNG": (b"\x89PNG\r\n\x1a\n" + b"x" * 40, ".png", harms.BROKEN),
    "PNG of no size": (png(0, 0), ".png", harms.BROKEN),
    "cut off TIFF": (b"II*\0", ".tif", harms.BROKEN),
    "text with a script far in": (b"a" * 5000 + b"<SCRIPT src=x>", ".txt", harms.SCRIPT),
    "PDF, behind a comment that says a stream begins": (
        pdf(b"%>>stream\n" + RUNS + b"\n%endstream"),
        ".pdf",
        harms.SCRIPT,
    ),
    "PDF, objects that are not packed": (pdf(stream(b"/Type /ObjStm", RUNS)), ".pdf", harms.SCRIPT),
    "PDF, objects packed twice": (
        pdf(stream(b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]", SQUEEZED.hex().encode())),
        ".pdf",
        harms.UNREADABLE,
    ),
    "PDF, objects with a wrong checksum": (
        pdf(stream(b"/Type /ObjStm /Filter /FlateDecode", SQUEEZED[:-4] + b"XXXX")),
        ".pdf",
        harms.UNREADABLE,
    ),
    "PDF, type far before": (pdf(stream(b"/Type /ObjStm" + b" " * 9000, SQUEEZED)), ".pdf", harms.SCRIPT),
    "PDF, objects without type": (pdf(stream(b"/N 1 /First 4", SQUEEZED)), ".pdf", harms.SCRIPT),
    "PDF that sends": (pdf(b"1 0 obj <</S /SubmitForm /F (http://x/)>> endobj"), ".pdf", harms.SCRIPT),
    "PDF that reads": (pdf(b"1 0 obj <</S /ImportData /F (x.fdf)>> endobj"), ".pdf", harms.SCRIPT),
    "picture that is a PDF too": (jpeg(8, 8) + pdf(), ".jpg", harms.TWO_IN_ONE),
    "archive in an archive": (archive(("a.txt", archive(("evil.exe", b"MZ")))), ".zip", harms.NESTED),
    "bombs in an archive": (archive(("a.zip", archive(("x", b"0" * 9_000_000)))), ".zip", harms.NESTED),
    "link in an archive": (link(), ".zip", harms.PATHS),
    "archive that lies": (lying(), ".zip", harms.UNREADABLE),
    "archive that is damaged": (damaged(), ".zip", harms.UNREADABLE),
    "program named text": (archive(("readme.txt", b"MZ\x90\0")), ".zip", harms.PROGRAM),
    "program with a dot behind": (archive(("a.exe.", b"x")), ".zip", harms.PROGRAM),
    "program spelt backwards": (archive(("合同\u202efdp.exe\u200b", b"x")), ".zip", harms.PROGRAM),
    "macros in an archive": (archive(("a.docm", b"x")), ".zip", harms.MACROS),
    "macros of old": (archive(EXCEL, ("xl/macrosheets/sheet1.xml", b"<x/>")), ".xlsx", harms.MACROS),
    "ActiveX": (archive(WORD, ("word/activeX/activeX1.bin", b"x")), ".docx", harms.MACROS),
    "program in a document": (archive(WORD, ("word/media/a.exe", b"MZ")), ".docx", harms.PROGRAM),
    "page in a document": (archive(WORD, ("word/afchunk.html", b"<script>")), ".docx", harms.PROGRAM),
    "file as an object of a document": (
        archive(WORD, ("word/embeddings/o.bin", b"\xd0\xcf" + "Ole10Native".encode("utf-16-le"))),
        ".docx",
        harms.ELSEWHERE,
    ),
    "template from elsewhere": (archive(WORD, relation("attachedTemplate")), ".docx", harms.ELSEWHERE),
    "entities": (archive(("word/document.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><w>&x;</w>')), ".docx", harms.ELSEWHERE),
    "document that starts a program": (
        archive(("word/document.xml", b"<w:instrText xml:space='preserve'> DDEAUTO cmd.exe</w:instrText>")),
        ".docx",
        harms.ELSEWHERE,
    ),
    "table that starts a program": (
        archive(EXCEL, ("xl/externalLinks/a.xml", b"<ddeLink ddeService='cmd'/>")),
        ".xlsx",
        harms.ELSEWHERE,
    ),
    "bad document in an archive": (archive(("a.docx", archive(WORD, relation("frame")))), ".zip", harms.ELSEWHERE),
    "text with SVG": (b"a" * 5000 + b"<svg onload=x>", ".txt", harms.SCRIPT),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_what_means_harm_is_told_in_a_sentence(what):
    content, suffix, told = HARMFUL[what]
    assert harm_in(content, suffix) == told and told.zh and told.en


@pytest.mark.parametrize(
    "content",
    [
        png(), gif(800, 600), jpeg(4000, 3000), tiff(2480, 3508), webp(4000, 3000), archive(WORD), "普通文字".encode(),
        pdf(packed(b"<</Type /Page>>"), packed(b"/JavaScript looks like a picture", b"XObject")),
        archive(("图.pdf", b"x")), archive(("合同.docx", archive(WORD, relation("hyperlink")))),
        archive(WORD, ("word/a.xml", b"<w:instrText" * 500_000)),
        pdf(b"1 0 obj <</Type /Outlines /First 3 0 R>> endobj", stream(b"/Filter /DCTDecode", b"\xff\xd8/JS ")),
        pdf(b"1 0 obj <</Type /Outlines /First 3 0 R>> endobj", stream(b"", zlib.compress(b"a picture /JS "))),
        pdf(b"1 0 obj <</Type /Catalog /JSomething 1>> endobj"),
        *(pdf(part * 1_000_000) for part in (b"<<", b"#41", b"stream\n", b"<<>>stream\nendstream")),  # read in one go
    ],
)  # fmt: skip
def test_what_is_harmless_is_taken(content):
    assert harm_in(content, kind_of(content)[0]) is None


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", b"<!doctype html>", b"MZ\x90", b"\x7fELF"]
)
def test_pages_pictures_with_script_and_programs_are_of_no_accepted_type(content):
    assert kind_of(content)[0] == ""


def test_what_is_refused_names_the_file_and_nothing_is_kept(app):
    field, folder = effective_model(POWER).start_form.field("布局图"), Path(app.config["VAR"]) / "files"
    with pytest.raises(UploadHarmful, match="脚本，请去掉后再传：图") as refused:
        store_material(SOMEBODY, field, "布局图", "图.pdf", io.BytesIO(pdf(b"<</S /JavaScript>>")))
    assert isinstance(refused.value, UploadOfWrongType) and not list(folder.rglob("*"))


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("合同.pdf.exe", "合同.pdf.exe.pdf"),
        ("a.pdf\u202efdp.exe", "a.pdffdp.exe.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("e\u0301t\u0317\u0318\u0319.pdf", "ét.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul.pdf"),
        ("   ..pdf", "file.pdf"),
        ('"<>?.pdf', "file.pdf"),
        ("\u200b\u200d", "file.pdf"),
        ("../..", "file.pdf"),
    ],
)
def test_odd_names_become_harmless(name, fitting):
    assert fitting_name(name, pdf()) == fitting


@pytest.mark.parametrize("name", ["图" * 500 + ".pdf", "😀" * 300, "a" * 5000])
def test_long_names_fit_into_a_file_system(name):
    fitted = fitting_name(name, pdf())
    assert len(fitted.encode()) <= 255 and fitted.endswith(".pdf")
