"""What is asked from outside and cannot be meant: no page of ours sends it, and no database takes it."""

from collections.abc import Iterable

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # of an id, in every database


def whole(text: str) -> int:
    """A number that an id may be; ValueError for any other, as ``int`` of what is no number."""
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError
    return found


def whole_or(text: str, other: int) -> int:
    try:
        return whole(text)
    except ValueError:
        return other


class Number(IntegerConverter):
    """In an address; a larger one is of no page."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:
        super().__init__(map, fixed_digits, max=LARGEST)


def register(app: Flask) -> None:
    """Call this before any address is made."""
    app.url_map.converters["int"] = Number


def enforce(app: Flask) -> None:
    """Call this once it is settled who may ask at all: what is sent is read for it."""
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    """U+0000 is in no text that anybody writes; PostgreSQL keeps none."""
    said = [request.path, *_both(request.args.items(multi=True))]
    if request.method == "POST":
        said += _both(request.form.items(multi=True))
        said += (upload.filename or "" for upload in request.files.values())
    if any("\0" in text for text in said):
        abort(400)


def _both(items: Iterable[tuple[str, str]]) -> list[str]:
    return [text for pair in items for text in pair]
