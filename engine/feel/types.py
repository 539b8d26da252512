"""The types of FEEL: which values are of them, and how values are made to fit (DMN 1.5, 10.3.2.9)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC

from engine.feel import nodes as n
from engine.feel.errors import FeelError, error_at
from engine.feel.temporal import make_datetime, make_time
from engine.feel.values import Range, Value, kind_of


class Type:
    """A set of values. null is a member of every type but an instance of Null alone."""

    def holds(self, value: Value) -> bool:
        """Whether a value other than null is of this type."""
        raise NotImplementedError

    def admits(self, value: Value) -> bool:
        """As ``holds``, and every part is among its type's allowed values too."""
        return self.holds(value)

    def conforms(self, other: "Type") -> bool:
        """Whether every value of this type is of the other one (10.3.2.9.2)."""
        return isinstance(other, AnyType) or self == other


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    """Every value."""

    def holds(self, value: Value) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class Simple(Type):
    """The values of one kind."""

    kind: str

    def holds(self, value: Value) -> bool:
        """Values of the kind."""
        return kind_of(value) == self.kind

    def conforms(self, other: Type) -> bool:
        """Null conforms to everything."""
        return self.kind == "Null" or isinstance(other, AnyType) or self == other


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """Lists whose items are of a type."""

    of: Type

    def holds(self, value: Value) -> bool:
        """Lists all of whose items are null or of the type."""
        return type(value) is list and all(v is None or self.of.holds(v) for v in value)

    def admits(self, value: Value) -> bool:
        """Every item is admitted."""
        return type(value) is list and all(v is None or self.of.admits(v) for v in value)

    def conforms(self, other: Type) -> bool:
        """By the items."""
        return isinstance(other, AnyType) or (isinstance(other, ListType) and self.of.conforms(other.of))


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """Ranges whose ends are of a type."""

    of: Type

    def holds(self, value: Value) -> bool:
        """Ranges all of whose ends are null or of the type."""
        return type(value) is Range and all(v is None or self.of.holds(v) for v in (value.low, value.high))

    def conforms(self, other: Type) -> bool:
        """By the ends."""
        return isinstance(other, AnyType) or (isinstance(other, RangeType) and self.of.conforms(other.of))


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """Contexts with at least these entries."""

    fields: dict[str, Type] = field(hash=False)

    def holds(self, value: Value) -> bool:
        """Contexts that have every entry, null or of its type; others do not matter."""
        if type(value) is not dict:
            return False
        return all(k in value and (value[k] is None or t.holds(value[k])) for k, t in self.fields.items())

    def admits(self, value: Value) -> bool:
        """Every entry is admitted."""
        return self.holds(value) and all(value[k] is None or t.admits(value[k]) for k, t in self.fields.items())

    def conforms(self, other: Type) -> bool:
        """By the entries."""
        if not isinstance(other, ContextType):
            return isinstance(other, AnyType)
        return all(k in self.fields and self.fields[k].conforms(t) for k, t in other.fields.items())


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """Functions that take what is handed to them and give what is wanted."""

    params: tuple[Type, ...]
    result: Type

    def holds(self, value: Value) -> bool:
        """Functions whose parameters are no narrower and whose result, if declared, is no wider."""
        if kind_of(value) != "function" or len(value.params) != len(self.params):
            return False
        declared = value.types or (None,) * len(value.params)
        wide = all(wanted.conforms(have or ANY) for wanted, have in zip(self.params, declared, strict=True))
        return wide and (value.result is None or value.result.conforms(self.result))

    def conforms(self, other: Type) -> bool:
        """Parameters the other way round, the result this way."""
        if not isinstance(other, FunctionType):
            return isinstance(other, AnyType) or other == Simple("function")
        same = len(self.params) == len(other.params)
        wide = same and all(o.conforms(s) for s, o in zip(self.params, other.params, strict=True))
        return wide and self.result.conforms(other.result)


@dataclass(frozen=True, slots=True)
class Restricted(Type):
    """A named type of a decision model; ``allows`` holds its allowed values or constraint."""

    name: str
    base: Type
    allows: Callable[[Value], bool] = field(compare=False)

    def holds(self, value: Value) -> bool:
        """By the base alone: `instance of` does not look at allowed values (as the TCK has it)."""
        return self.base.holds(value)

    def admits(self, value: Value) -> bool:
        """By the base and the allowed values."""
        return self.base.admits(value) and self.allows(value)

    def conforms(self, other: Type) -> bool:
        """By the base."""
        return self.base.conforms(other.base if isinstance(other, Restricted) else other)


ANY = AnyType()
NULL = Simple("Null")
SIMPLE = ("number", "string", "boolean", "date", "time", "date and time", "days and time duration",
          "years and months duration", "working days", "calendar days", "function")  # fmt: skip
NAMED: dict[str, Type] = {name: Simple(name) for name in SIMPLE} | {
    "Any": ANY, "any": ANY, "Null": NULL, "null": NULL, "list": ListType(ANY), "context": ContextType({}),
    "range": RangeType(ANY), "dateTime": Simple("date and time"), "dayTimeDuration": Simple("days and time duration"),
    "yearMonthDuration": Simple("years and months duration"), "day time duration": Simple("days and time duration"),
    "year month duration": Simple("years and months duration"),
}  # fmt: skip

Resolver = Callable[[str], Type | None]


def no_types(_name: str) -> Type | None:
    """The resolver of an expression outside a decision model."""
    return None


def type_of(node: n.TypeNode, resolve: Resolver, source: str) -> Type:
    """The type that is written. Raises FeelError when a name is unknown."""
    parts = tuple(type_of(p, resolve, source) for p in node.parts or ())
    if node.parts is not None:
        if node.name == "list":
            return ListType(parts[0])
        if node.name == "range":
            return RangeType(parts[0])
        if node.name == "context":
            return ContextType(dict(zip(node.fields, parts, strict=True)))
        return FunctionType(parts[:-1], parts[-1])
    found = resolve(node.name) or NAMED.get(node.name)
    if found is None:
        raise _unknown(node, source)
    return found


def _unknown(node: n.TypeNode, source: str) -> FeelError:
    return error_at(source, node.at, f"不认识的类型“{node.name}”。", f"Unknown type {node.name!r}.")


class Misfit(Exception):
    """A value is not of the type it should have; ``value`` is shown in the message."""

    def __init__(self, value: Value, wanted: Type) -> None:
        super().__init__(f"{kind_of(value)} is not {wanted}")
        self.value = value
        self.wanted = wanted


def fit(value: Value, wanted: Type) -> Value:
    """The value as the type has it, by the implicit conversions of 10.3.2.9.4. Raises Misfit.

    A list of one becomes its item, an item a list of one, a date midnight UTC.
    """
    if value is None or wanted.admits(value):
        return value
    if type(value) is list:
        if len(value) == 1 and value[0] is not None and wanted.admits(value[0]):
            return value[0]
    elif wanted.admits([value]):
        return [value]
    elif kind_of(value) == "date":
        moment = make_datetime(value, make_time(0, UTC))
        if wanted.admits(moment):
            return moment
    raise Misfit(value, wanted)
