"""What a form's two files may hold at all, before anything is made of them: kinds, sizes, no references."""

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import Draft202012Validator

Refuse = Callable[[str, str, str], Exception]
"""Makes the refusal of a place, in Chinese and English."""

DEEPEST = 40
MOST_PARTS = 20_000
LARGEST, SMALLEST = 10**15, 10**-9
LONGEST = 100_000  # characters, rows
_LENGTHS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
_LABELS = frozenset({"x-en", "x-options", "x-hints"})
_WORDS = {"type": "array", "items": {"type": "string"}}
_UI = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "hint": {"type": "string"},
            "order": _WORDS,
            "x-en": {"type": "object"},
            "sections": {
                "type": "array",
                "items": {"type": "object", "properties": {"fields": _WORDS, "x-en": {"type": "object"}}},
            },
            "fields": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {
                        "widget": {"type": "string"},
                        "visible_when": {"type": ["string", "boolean", "number"]},
                        "max_bytes": {"type": "integer", "minimum": 1},
                        "min": {"type": ["number", "string"]},
                        "max": {"type": ["number", "string"]},
                        "kinds": _WORDS,
                    },
                },
            },
        },
    }
)


def refuse_odd_ui(ui: Mapping[str, Any], refuse: Refuse) -> None:
    """Raises what ``refuse`` makes of the first place that has another kind of value."""
    for error in _UI.iter_errors(ui):
        place = ".".join(["ui", *map(str, error.absolute_path)])
        raise refuse(place, "写的不是这里能写的内容", "is not what can stand here")


class Walk:
    """Through all of a schema, one part after the other."""

    def __init__(self, refuse: Refuse) -> None:
        self._refuse = refuse
        self._parts = 0

    def through(self, part: object, place: str = "schema", depth: int = 0, names: bool = False) -> None:
        """``names``: the words of this mapping are names of fields, none of JSON Schema."""
        self._parts += 1
        if depth > DEEPEST:
            raise self._refuse(place, "嵌套过深", "is nested too deep")
        if self._parts > MOST_PARTS:
            raise self._refuse("schema", f"多于 {MOST_PARTS} 项", f"has more than {MOST_PARTS} parts")
        if isinstance(part, Mapping):
            for word, inside in part.items():
                if not names:
                    self._word(word, inside, f"{place}.{word}")
                self.through(inside, f"{place}.{word}", depth + 1, names=word == "properties" and not names)
        elif isinstance(part, list):
            for index, inside in enumerate(part):
                self.through(inside, f"{place}.{index}", depth + 1)
        elif isinstance(part, int | float) and not _usual(part):
            raise self._refuse(place, "数太大、太小，或者不是数", "is a number too large, too small, or none")

    def _word(self, word: str, said: object, place: str) -> None:
        if word in ("$ref", "$dynamicRef") and isinstance(said, str):
            raise self._refuse(place, "表单里不能引用别处", "refers to something elsewhere")
        if word in _LENGTHS and isinstance(said, int | float) and said > LONGEST:
            raise self._refuse(place, f"最多 {LONGEST}", f"is more than {LONGEST}")
        if word == "enum" and isinstance(said, list) and not all(isinstance(one, str | int | float) for one in said):
            raise self._refuse(place, "可选的内容只能是文字、数字、是否", "has options that are no text or number")
        if word == "oneOf" and isinstance(said, list) and not all(isinstance(one, Mapping) for one in said):
            raise self._refuse(place, "每一项应当是一个对象", "has parts that are no objects")
        if word in _LABELS and not isinstance(said, Mapping):
            raise self._refuse(place, "应当是一个对象", "has to be an object")
        if word == "x-en" and isinstance(said, Mapping):
            for inner in ("options", "hints"):
                if not isinstance(said.get(inner, {}), Mapping):
                    raise self._refuse(f"{place}.{inner}", "应当是一个对象", "has to be an object")


def _usual(number: float) -> bool:
    return number == 0 or SMALLEST <= abs(number) <= LARGEST  # neither endless nor NaN
