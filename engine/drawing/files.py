"""A drawing as a file of its own: SVG with its colours in it, PNG, PDF on A4 or A3."""

import math
import re
from dataclasses import dataclass
from typing import Any

from engine.drawing import words
from engine.drawing.svg import number, rect, tag, text_of
from engine.drawing.svg import words as text
from engine.drawing.themes import THEMES, style_sheet
from engine.errors import CannotPrint
from engine.reading.model import Model
from engine.text import Text

_HEAD, _FOOT, _SIDE = 44.0, 26.0, 16.0  # around a PNG
_MOST, _MOST_PIXELS = 16_000, 16_000_000  # of a PNG's longer side, and in all
_PAPERS = (("A4", 297.0, 210.0), ("A3", 420.0, 297.0))  # landscape, millimetres
_EDGE, _TITLE, _OVERLAP = 10.0, 16.0, 8.0  # millimetres: margins, room for title and foot, what two pages share
_MM = 96 / 25.4  # pixels
_LEAST = 0.67  # smaller than this the letters cannot be read
_NEEDED = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


@dataclass(frozen=True)
class Caption:
    """What stands on a drawing that leaves the platform: its title; version and hash of the model."""

    title: str
    foot: str
    language: str = "zh"


def caption(model: Model, language: str = "zh", version: str | None = None, title: str | None = None) -> Caption:
    """``version``: as the platform counts them; a file by itself has none. The hash is the model's digest."""
    parts = [f"{words.VERSION.in_(language)}{version}"] if version else []
    parts.append(f"{words.DIGEST.in_(language)}{model.digest}")
    name = title or f"{model.name.in_(language)} {words.CHART.in_(language)}".strip()
    return Caption(name, "  ".join(parts), language)


def stand_alone(svg: str, theme: str = "light") -> str:
    """The SVG with its style sheet inside: ``light``, ``dark``, or ``print`` (black and white)."""
    x, y, width, height = _view(svg)
    ground = f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" class="ground"/>'
    sheet = f"{style_sheet(theme)}.fc .ground {{ fill: {THEMES[theme]['paper']}; }}"
    opening = svg.index(">") + 1
    return f"{svg[:opening]}<style>{text_of_style(sheet)}</style>{ground}{svg[opening:]}"


def text_of_style(sheet: str) -> str:
    return sheet.replace("&", "&amp;").replace("<", "&lt;")


def as_png(svg: str, said: Caption, theme: str = "light", scale: float = 2.0) -> bytes:
    """The drawing under its title, over version and hash. ``scale``: pixels of the file per pixel of the drawing."""
    resvg: Any = _library("resvg_py")
    _, _, width, height = _view(svg)
    wide, high = max(width, 560.0) + 2 * _SIDE, height + _HEAD + _FOOT
    inner = svg.replace("<svg ", f'<svg x="{number(_SIDE)}" y="{number(_HEAD)}" ', 1)
    body = [
        rect("ground", 0, 0, wide, high),
        text(said.title, _SIDE, 28, "title", "start"),
        inner,
        text(said.foot, _SIDE, high - 9, "foot", "start"),
    ]
    whole = tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        class_="fc",
        viewBox=f"0 0 {number(wide)} {number(high)}",
        width=wide,
        height=high,
    )
    colours = THEMES[theme]
    extra = (
        f".fc text.title {{ font-size: 18px; font-weight: 700; fill: {colours['ink']}; }}"
        f".fc text.foot {{ font-size: 12px; fill: {colours['ink-3']}; }}"
    )
    whole = stand_alone(whole, theme).replace("</style>", f"{text_of_style(extra)}</style>", 1)
    zoom = min(scale, _MOST / max(wide, high), math.sqrt(_MOST_PIXELS / (wide * high)))
    size = {"width": max(1, round(wide * zoom)), "height": max(1, round(high * zoom))}
    return bytes(resvg.svg_to_bytes(svg_string=whole, **size))


def as_pdf(svg: str, said: Caption, theme: str = "light") -> bytes:
    """On A4 or A3, landscape, whole if it can be read so, else on several sheets that overlap by 8 mm."""
    weasyprint: Any = _library("weasyprint")
    _, _, width, height = _view(svg)
    paper = fitted(width, height)
    sheets = "".join(_sheet(svg, said, theme, paper, number) for number in range(paper.across * paper.down))
    page = (
        f"@page {{ size: {paper.wide}mm {paper.high}mm; margin: {_EDGE}mm; }}"
        "body { margin: 0; font-family: 'Noto Sans CJK SC', sans-serif; }"
        ".sheet { break-after: page; } .sheet:last-child { break-after: auto; }"
        f"h1 {{ font-size: 13pt; margin: 0; height: 8mm; line-height: 8mm; }}"
        f".window {{ overflow: hidden; position: relative; height: {paper.room_high:.2f}mm; }}"
        ".window svg { position: absolute; }"
        "p { font-size: 8pt; margin: 0; height: 7mm; line-height: 7mm; } span { float: right; }"
    )
    html = (
        f'<html lang="{text_of(said.language)}"><head><meta charset="utf-8"><title>{text_of(said.title)}</title>'
        f"<style>{page}</style></head><body>{sheets}</body></html>"
    )
    return bytes(weasyprint.HTML(string=html, url_fetcher=_nothing_from_outside).write_pdf())


@dataclass(frozen=True)
class Paper:
    """A size of paper in millimetres, the scale of the drawing on it, how many sheets across and down."""

    name: str
    wide: float
    high: float
    scale: float
    across: int = 1
    down: int = 1

    @property
    def room_wide(self) -> float:
        return self.wide - 2 * _EDGE

    @property
    def room_high(self) -> float:
        return self.high - 2 * _EDGE - _TITLE


def fitted(width: float, height: float) -> Paper:
    """The smallest paper on which a drawing of that many pixels can be read."""
    paper = Paper("A4", 297.0, 210.0, 1.0)
    for name, wide, high in _PAPERS:
        paper = Paper(name, wide, high, 1.0)
        scale = min(1.0, paper.room_wide * _MM / width, paper.room_high * _MM / height)
        if scale >= _LEAST:
            return Paper(name, wide, high, scale)
    share = _OVERLAP * _MM
    scale = max(_LEAST, min(1.0, paper.room_high * _MM / height))
    across = max(1, math.ceil((width * scale - share) / (paper.room_wide * _MM - share)))
    down = max(1, math.ceil((height * scale - share) / (paper.room_high * _MM - share)))
    return Paper(paper.name, paper.wide, paper.high, scale, across, down)


def _sheet(svg: str, said: Caption, theme: str, paper: Paper, sheet: int) -> str:
    _, _, width, height = _view(svg)
    row, column = divmod(sheet, paper.across)
    left = -column * (paper.room_wide - _OVERLAP)
    top = -row * (paper.room_high - _OVERLAP)
    size = f"width: {width * paper.scale / _MM:.2f}mm; height: {height * paper.scale / _MM:.2f}mm;"
    drawn = stand_alone(svg, theme).replace("</style>", ".fc text.lb, .fc text.flagt { stroke: none; }</style>", 1)
    drawn = drawn.replace("<svg ", f'<svg style="left: {left:.2f}mm; top: {top:.2f}mm; {size}" ', 1)
    many = paper.across * paper.down
    page = words.PAGE.in_(said.language).format(sheet + 1, many) if many > 1 else ""
    return (
        f'<div class="sheet"><h1>{text_of(said.title)}</h1><div class="window">{drawn}</div>'
        f"<p><span>{text_of(page)}</span>{text_of(said.foot)}</p></div>"
    )


def _view(svg: str) -> tuple[float, float, float, float]:
    found = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    assert found is not None
    x, y, width, height = (float(part) for part in found.groups())
    return x, y, width, height


def _nothing_from_outside(url: str, *_: object, **__: object) -> None:
    raise ValueError(url)


def _library(name: str) -> Any:
    """A library that needs more than Python, imported when it is first used."""
    import importlib

    try:
        return importlib.import_module(name)
    except (ImportError, OSError) as error:
        raise CannotPrint(
            Text(
                f"这台机器上不能生成文件（{name}：{error}）。需要系统软件包：{_NEEDED}。",
                f"This machine cannot make the file ({name}: {error}). System packages needed: {_NEEDED}.",
            )
        ) from None
