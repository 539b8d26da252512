"""A form as the rest of the product sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.text import Text

if TYPE_CHECKING:
    from engine.feel import Env

Raw = dict[str, Any]
Values = dict[str, Any]

NOTHING = Text("", "")
GROUPS = frozenset({"person", "address"})


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``fields`` are the questions inside a person, an address or a row."""

    name: str
    widget: str
    title: Text
    hint: Text
    required: bool = False
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    visible_when: str | None = None
    visibility: Any = None  # the compiled FEEL of visible_when
    accept: tuple[str, ...] = ()
    max_bytes: int | None = None
    min: Decimal | str | None = None  # of numbers a Decimal, of dates ISO text; of both also "= FEEL"
    max: Decimal | str | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_rows: int | None = None
    max_rows: int | None = None
    const: Any = None
    default: Any = None  # what stands in an empty form; never of a declaration
    format: str | None = None  # phone, email
    integer: bool = False
    unit: Text = NOTHING
    kinds: tuple[str, ...] = ()  # of a person: person, organisation; or contact

    def option(self, value: object) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def field(self, name: str) -> "Field":
        return next(child for child in self.fields if child.name == name)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand under one heading."""

    title: Text
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    name: str
    title: Text
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()
    hint: Text = NOTHING
    reads: tuple[Field, ...] = ()  # shown with the values that the case has, and not asked
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def checker(self) -> Any:
        """Of the schema's own constraints."""
        from engine.forms.constraints import checker_of

        return checker_of(self.schema)

    def field(self, path: str) -> Field:
        """The field at ``a.b``; row numbers may be in the path. KeyError if there is none."""
        names = [name for name in path.split(".") if not name.isdecimal()]
        fields, found = self.fields, None
        for name in names:
            found = next((child for child in fields if child.name == name), None)
            if found is None:
                raise KeyError(path)
            fields = found.fields
        if found is None:
            raise KeyError(path)
        return found

    def restricted(self, reads: Iterable[str], hides: Iterable[str]) -> "Form":
        """The form in which the fields ``reads`` are shown and not asked, ``hides`` neither; both demand nothing."""
        reads, hides = set(reads), set(hides)
        kept = tuple(field for field in self.fields if field.name not in reads | hides)
        names = {field.name for field in kept}
        sections = tuple(
            replace(section, fields=inside)
            for section in self.sections
            if (inside := tuple(name for name in section.fields if name in names))
        )
        schema = dict(self.schema)
        schema["properties"] = {k: part for k, part in schema.get("properties", {}).items() if k in names}
        schema["required"] = [name for name in schema.get("required", ()) if name in names]
        shown = tuple(field for field in self.fields if field.name in reads - hides)
        return replace(self, fields=kept, sections=sections, reads=shown, schema=schema)

    def raw(self, items: Iterable[tuple[str, Any]]) -> Raw:
        """Nested raw answers from the keys of an HTML form (``rows.0.name``); ``_…`` belongs to the page."""
        from engine.forms.raw import nest

        return nest(self, items)

    def validate(
        self,
        raw: Mapping[str, Any],
        env: "Env | None" = None,
        lenient: bool = False,
        known: Mapping[str, Any] | None = None,
    ) -> Values:
        """Typed values of the visible fields; ``known``: values that conditions may read besides the form's own.

        Raises FormInvalid naming every wrong field. ``lenient`` (a draft): keeps what can be read, demands nothing.
        """
        from engine.forms.validating import validate

        return validate(self, raw, env, lenient, known or {})

    def hidden(
        self, raw: Mapping[str, Any], env: "Env | None" = None, known: Mapping[str, Any] | None = None
    ) -> frozenset[str]:
        """Paths of the fields that these answers hide."""
        from engine.forms.validating import hidden

        return hidden(self, raw, env, known or {})

    def bounds(
        self, env: "Env", known: Mapping[str, Any] | None = None
    ) -> "dict[str, tuple[Decimal | date | None, Decimal | date | None]]":
        """The least and the most of each field limited by FEEL, for a case that knows these values."""
        from engine.forms.bounds import bounds

        return bounds(self, known or {}, env)

    def to_raw(self, values: Mapping[str, Any]) -> Raw:
        """What a form shows for typed values. Declarations are left out: a person ticks them anew."""
        from engine.forms.showing import to_raw

        return to_raw(self.fields, values)
