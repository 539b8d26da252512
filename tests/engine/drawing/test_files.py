"""Drawings as files: colours inside, Chinese letters inside, title and hash on them, paper that fits."""

import re
import struct
import zlib
from pathlib import Path

import pytest
from lxml import etree

from engine.__main__ import main
from engine.drawing import as_pdf, as_png, caption, draw, stand_alone
from engine.drawing.files import fitted
from engine.drawing.themes import DARK, LIGHT, PRINT
from tests.engine.drawing import sample

TOKENS = Path("app/ui/src/tokens.css")


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_svg_needs_nothing_from_outside(theme: str) -> None:
    svg = stand_alone(draw(sample.licence(), sample.STATES), theme)
    etree.fromstring(svg.encode())
    assert "var(" not in svg
    assert "url(" not in svg
    assert "@media" not in svg
    colours = set(re.findall(r"#[0-9a-f]{6}", svg))
    assert colours <= set({"light": LIGHT, "dark": DARK, "print": PRINT}[theme].values())


def test_the_colours_are_those_of_the_pages() -> None:
    light, dark = TOKENS.read_text(encoding="utf-8").split('[data-theme="dark"]')
    for ours, theirs in ((LIGHT, light), (DARK, dark)):
        for name, colour in ours.items():
            found = re.search(rf"--{name}: (#\w+)", theirs)
            assert found, name
            assert found[1] == colour, name


def test_the_png_is_as_large_as_it_says_and_not_empty() -> None:
    model = sample.licence()
    data = as_png(draw(model), caption(model, version="7"), scale=1.0)
    assert data.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width > 1000
    assert height > 500
    titled = as_png(draw(model), caption(model, title="别的标题"), scale=1.0)
    assert zlib.crc32(data) != zlib.crc32(titled), "the title is on it"


def test_the_pdf_embeds_its_letters_and_says_title_version_and_hash() -> None:
    model = sample.licence()
    said = caption(model, version="7")
    assert said.title == "食品经营许可 流程图"
    assert "版本 7" in said.foot
    assert model.digest in said.foot
    data = as_pdf(draw(model), said)
    assert data.startswith(b"%PDF-")
    streams = b"".join(_inflated(data))
    assert b"/FontFile" in data + streams, "embedded"
    assert re.search(rb"/BaseFont\s*/[A-Z]{6}\+\S*CJK", data + streams)


def _inflated(data: bytes) -> list[bytes]:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found


def test_paper_is_as_small_as_can_be_read_else_there_are_several_sheets() -> None:
    assert (fitted(800, 400).name, fitted(800, 400).scale) == ("A4", 1.0)
    assert fitted(1600, 700).name == "A3"
    wide = fitted(6000, 800)
    assert wide.name == "A3"
    assert wide.across > 2
    assert wide.down == 1
    assert wide.across * (wide.room_wide - 8) * 96 / 25.4 + 40 >= 6000 * wide.scale, "nothing is cut off"
    tall = fitted(1000, 5000)
    assert (tall.across, tall.down > 2) == (1, True)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_command_makes_what_the_ending_says(ending: str, tmp_path: Path) -> None:
    source, out = tmp_path / "m.bpmn", tmp_path / f"out.{ending}"
    source.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
        '<process id="P" name="流程">'
        '<startEvent id="s"/><userTask id="t" name="受理"/><endEvent id="e"/>'
        '<sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/>'
        "</process></definitions>",
        encoding="utf-8",
    )
    assert main(["draw", str(source), "-o", str(out), "--theme", "print"]) == 0
    assert out.read_bytes()[:4] in (b"<svg", b"\x89PNG", b"%PDF")
    assert main(["draw", str(source), "-o", str(tmp_path / "no" / "out.svg")]) == 2
