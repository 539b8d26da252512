"""The file of a city: what it is called, and its organisations, posts and officers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, ValidationError, fields, post_load
from marshmallow.validate import Length, OneOf, Regexp

from engine import Text

SAMPLE = Path(__file__).with_name("city.yaml")
NOTHING = Text("", "")
BAD_CODE = Text("代码用小写字母、数字和 -", "a code has small letters, digits and -")
BAD_NAME = Text("用户名用字母和数字", "a user name has letters and digits")
BAD_LEVEL = Text("应是 city、county、township 之一", "Must be one of: city, county, township")
LEVELS = ("city", "county", "township")
_LENGTH = re.compile(r"Length must be (\d+)\.")
_CHINESE = {
    "Unknown field.": "没有这一项", "Field may not be null.": "不能空着", "Not a valid string.": "应是文字",
    "Not a valid list.": "应是列表", "Not a valid tuple.": "应是列表", "Not a valid mapping type.": "应是名称和内容",
    "Invalid input type.": "应是名称和内容",
}  # fmt: skip
"""What marshmallow says of a place in the file."""


class CityRefused(Exception):
    """The file cannot be read as a city; every place in it that is wrong is named, a line each,
    in both languages.
    """


@dataclass(frozen=True)
class City:
    """``organisations``: code to name, English, kind, level and code of the one above. ``officers``: user name, name,
    English, code of the organisation, posts. ``left``: user names of who does not work here any more.
    """

    city: Text = NOTHING
    host: Text = NOTHING
    phone: str = ""
    organisations: Mapping[str, tuple[str, str, str, str, str | None]] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    officers: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = ()
    administrators: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


@cache
def read_city(path: Path) -> City:
    """Raises CityRefused."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _CityFile().load({} if said is None else said)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CityRefused(f"{path}: {Text('读不了', 'it cannot be read')}: {error}") from error
    except ValidationError as error:
        raise CityRefused("\n".join(f"{path}: {line}" for line in _lines(error.messages))) from error


def _said() -> fields.String:
    return fields.String(validate=Length(min=1, error=str(Text("不能空着", "is empty"))))


def _named() -> fields.Tuple:
    return fields.Tuple((_said(), _said()))


def _level() -> fields.String:
    return fields.String(validate=OneOf(LEVELS, error=str(BAD_LEVEL)))


class _CityFile(Schema):
    city = _named()
    host = _named()
    phone = _said()
    organisations = fields.Dict(
        fields.String(validate=Regexp(r"[a-z0-9-]+\Z", error=str(BAD_CODE))),
        fields.Tuple((_said(), _said(), _said(), _level(), fields.String(allow_none=True))),
    )
    posts = fields.Dict(_said(), _said())
    officers = fields.List(
        fields.Tuple(
            (
                fields.String(validate=Regexp(r"[a-z0-9._-]{2,64}\Z", error=str(BAD_NAME))),
                _said(), _said(), _said(), fields.List(_said()),
            )
        )
    )  # fmt: skip
    administrators = fields.List(_said())
    left = fields.List(_said())

    @post_load
    def _city(self, said: dict[str, Any], **_: Any) -> City:
        for name in {"city", "host"} & set(said):
            said[name] = Text(*said[name])
        for name in {"administrators", "left"} & set(said):
            said[name] = frozenset(said[name])
        said["officers"] = tuple((*row[:4], tuple(row[4])) for row in said.get("officers", ()))
        return City(**said)


def _lines(messages: Any, place: str = "") -> Iterator[str]:
    """``organisations: scjg: 4: Must be one of …``; places are counted from 1."""
    if isinstance(messages, Mapping):
        for name, inside in messages.items():
            if name in ("key", "value"):
                yield from _lines(inside, place)
            else:
                yield from _lines(inside, f"{place}{name + 1 if isinstance(name, int) else name}: ")
    else:
        yield from (f"{place}{_both(one)}" for one in messages)


def _both(said: str) -> str:
    """In Chinese and English; what we say ourselves is so already."""
    length = _LENGTH.fullmatch(said)
    chinese = f"应有 {length[1]} 项" if length else _CHINESE.get(said)
    return str(Text(chinese, said)) if chinese else said
