"""How a built-in function says what it is called with, and how arguments are made to fit.

A signature reads ``"list: list, position: number, newItem: any"``. ``name?`` may be left out, ``*name`` takes the rest;
``a|b`` is either type. An argument that fits no signature makes the result null.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.errors import NoValue
from engine.feel.numbers import NumberError
from engine.feel.temporal import WideDate, WideDateTime, WideDuration, WideTime
from engine.feel.types import ANY, NAMED, Type
from engine.feel.values import Range, Value, YearsMonths, kind_of

Implementation = Callable[..., Value]

CLASSES: dict[str, frozenset[type]] = {
    "number": frozenset((Decimal,)),
    "string": frozenset((str,)),
    "boolean": frozenset((bool,)),
    "date": frozenset((date, WideDate)),
    "time": frozenset((time, WideTime)),
    "datetime": frozenset((datetime, WideDateTime)),
    "duration": frozenset((timedelta, WideDuration)),
    "months": frozenset((YearsMonths,)),
    "list": frozenset((list,)),
    "context": frozenset((dict,)),
    "range": frozenset((Range,)),
    "null": frozenset((type(None),)),
}
TYPE_NAMES = {"datetime": "date and time", "duration": "days and time duration", "months": "years and months duration"}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a signature. ``classes`` is empty when anything, or a function, is taken."""

    name: str
    kind: str
    classes: frozenset[type]
    optional: bool
    rest: bool

    def fit(self, run: Run, value: Value) -> Value:
        """The value, or the one item of a list of one, or a list of one (10.3.2.9.4). Raises NoValue."""
        cls = type(value)
        if cls in self.classes:
            if cls is list:
                run.spend(len(value))
            elif cls is str and len(value) > 1000:
                run.spend(len(value) // 100)
            return value
        if self.kind == "any" or (self.kind == "function" and kind_of(value) == "function"):
            return value
        if cls is list and len(value) == 1 and type(value[0]) in self.classes:
            return value[0]
        if self.kind == "list" and value is not None:
            return [value]
        kind = kind_of(value)
        raise NoValue(f"参数“{self.name}”不能是 {kind}", f"argument {self.name!r} cannot be {kind}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    params: tuple[Param, ...]
    required: int
    implementation: Implementation

    def takes(self, count: int) -> bool:
        """Whether so many positional arguments may be given."""
        if self.params and self.params[-1].rest:
            return count >= self.required
        return self.required <= count <= len(self.params)

    def fit(self, run: Run, args: list[Value]) -> list[Value]:
        """The arguments as the implementation takes them. Raises NoValue."""
        if self.params and self.params[-1].rest:
            fixed = len(self.params) - 1
            rest = self.params[-1]
            head = [p.fit(run, a) for p, a in zip(self.params, args[:fixed], strict=False)]
            return [*head, *(rest.fit(run, a) for a in args[fixed:])]
        return [p.fit(run, a) for p, a in zip(self.params, args, strict=False)]

    def place(self, given: dict[str, Value]) -> list[Value] | None:
        """Named arguments in their order, or None when a name is unknown or one is missing."""
        names = [p.name for p in self.params]
        if any(name not in names for name in given) or any(n not in given for n in names[: self.required]):
            return None
        last = max((names.index(name) for name in given), default=-1)
        args = [given.get(name) for name in names[: last + 1]]
        if args and self.params[last].rest and type(args[-1]) is list:
            return [*args[:-1], *args[-1]]
        return args


@dataclass(slots=True, eq=False)
class Builtin:
    """A built-in function. It is a function value too."""

    name: str
    signatures: list[Signature]

    @property
    def params(self) -> tuple[str, ...]:
        """The names of the first signature's required parameters."""
        signature = self.signatures[0]
        return tuple(p.name for p in signature.params[: max(signature.required, 1)])

    @property
    def types(self) -> tuple[Type | None, ...]:
        """The types of the first signature's required parameters."""
        signature = self.signatures[0]
        named = (NAMED.get(TYPE_NAMES.get(p.kind, p.kind), ANY) for p in signature.params)
        return tuple(named)[: len(self.params)]

    @property
    def result(self) -> Type | None:
        """Not declared."""
        return None

    def call(self, run: Run, args: list[Value]) -> Value:
        """Call with positional arguments. Raises NoValue when they fit no signature."""
        problem: NoValue | None = None
        for signature in self.signatures:
            if signature.takes(len(args)):
                try:
                    fitted = signature.fit(run, args)
                except NoValue as no:
                    problem = no
                    continue
                return signature.implementation(run, *fitted)
        raise problem or NoValue("参数个数不符", "the number of arguments does not fit")

    def call_named(self, run: Run, given: dict[str, Value]) -> Value:
        """Call with named arguments. Raises NoValue when they fit no signature."""
        problem: NoValue | None = None
        for signature in self.signatures:
            args = signature.place(given)
            if args is None:
                continue
            try:
                fitted = signature.fit(run, args)
            except NoValue as no:
                problem = no
                continue
            return signature.implementation(run, *fitted)
        raise problem or NoValue("参数名称不符", "the names of the arguments do not fit")

    def call_safely(self, run: Run, args: list[Value]) -> Value:
        """Call; what cannot be is null with a warning."""
        try:
            return self.call(run, args)
        except NoValue as no:
            self._warn(run, no.text.zh, no.text.en)
        except (NumberError, OverflowError, ValueError):
            self._warn(run, "结果超出范围", "the result is out of range")
        return None

    def call_named_safely(self, run: Run, given: dict[str, Value]) -> Value:
        """Call by names; what cannot be is null with a warning."""
        try:
            return self.call_named(run, given)
        except NoValue as no:
            self._warn(run, no.text.zh, no.text.en)
        except (NumberError, OverflowError, ValueError):
            self._warn(run, "结果超出范围", "the result is out of range")
        return None

    def _warn(self, run: Run, zh: str, en: str) -> None:
        run.warn(f"{self.name}：{zh}", f"{self.name}: {en}")


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, signature: str = "") -> Callable[[Implementation], Implementation]:
    """Register an implementation under a FEEL name; it is called as ``f(run, *arguments)``."""

    def register(implementation: Implementation) -> Implementation:
        params = tuple(_param(text) for text in signature.split(", ")) if signature else ()
        required = sum(not (p.optional or p.rest) for p in params)
        entry = BUILTINS.setdefault(name, Builtin(name, []))
        entry.signatures.append(Signature(params, required, implementation))
        return implementation

    return register


def _param(text: str) -> Param:
    name, kind = text.split(": ")
    optional, rest = name.endswith("?"), name.startswith("*")
    classes = frozenset().union(*(CLASSES.get(part, frozenset()) for part in kind.split("|")))
    return Param(name.strip("?*"), kind, classes, optional, rest)
