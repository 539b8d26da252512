"""SVG as text. Everything that comes from a model goes through here and is escaped."""

import re
from collections.abc import Iterable
from html import escape

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(words: str) -> str:
    return escape(_NOT_XML.sub("", words), quote=True)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, *inside: str, **attributes: str | float | None) -> str:
    """``class_`` and ``data_element_id`` lose and change their underscores; None leaves an attribute out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text_of(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def words(text: str, x: float, y: float, class_: str | None = None, anchor: str = "middle") -> str:
    return tag("text", text_of(text), class_=class_, x=x, y=y, text_anchor=anchor if anchor != "start" else None)


def path(d: str, class_: str) -> str:
    return tag("path", class_=class_, d=d)


def moved(d: str, x: float, y: float, class_: str, scale: float = 1.0) -> str:
    """A drawing made around 0,0."""
    larger = f" scale({scale:.2f})" if abs(scale - 1) > 0.05 else ""
    return tag("path", class_=class_, d=d, transform=f"translate({number(x)} {number(y)}){larger}")


def circle(x: float, y: float, radius: float, class_: str) -> str:
    return tag("circle", class_=class_, cx=x, cy=y, r=radius)


def rect(class_: str, x: float, y: float, width: float, height: float, rx: float | None = None) -> str:
    return tag("rect", class_=class_, x=x, y=y, width=max(0.0, width), height=max(0.0, height), rx=rx)


def polyline(points: Iterable[tuple[float, float]], class_: str) -> str:
    return tag("polyline", class_=class_, points=" ".join(f"{number(x)},{number(y)}" for x, y in points))
