"""Item definitions -> types (DMN 1.5, 7.3.2)."""

from collections.abc import Callable
from dataclasses import fields

from engine.dmn import tree as t
from engine.feel.types import (
    ANY,
    NAMED,
    ContextType,
    FunctionType,
    ListType,
    Restricted,
    Type,
)
from engine.feel.values import Value

Check = Callable[[str, str], Callable[[Value], bool]]
FOREIGN = {"integer": "number", "long": "number", "double": "number", "decimal": "number", "float": "number",
           "int": "number", "String": "string", "Boolean": "boolean"}  # fmt: skip
"""What other tools write for the standard's types."""


class Types:
    """The named types of one model; ``check`` compiles the text of allowed values into a test."""

    def __init__(self, items: list[t.Item], imported: dict[str, "Types"], check: Check) -> None:
        self._items = {item.name: item for item in items}
        self._imported = imported
        self._check = check
        self._made: dict[str, Type] = {}
        self._making: set[str] = set()

    def find(self, name: str) -> Type | None:
        """The type of that name, from here or as ``import.name`` from there; None when there is none."""
        if not name:
            return None
        if name in self._items:
            return self._of_item(name)
        prefix, _, rest = name.partition(".")
        if rest and prefix in self._imported:
            return self._imported[prefix].find(rest)
        if "" in self._imported:
            found = self._imported[""].find(name)
            if found is not None:
                return found
        return NAMED.get(FOREIGN.get(name, name))

    def _of_item(self, name: str) -> Type:
        if name not in self._made:
            if name in self._making:
                return ANY  # a type that holds itself is checked no deeper
            self._making.add(name)
            self._made[name] = self._build(self._items[name])
            self._making.discard(name)
        return self._made[name]

    def _build(self, item: t.Item) -> Type:
        if item.function is not None:
            params = tuple(self.find(kind) or ANY for _, kind in item.function.params)
            made: Type = FunctionType(params, self.find(item.function.result) or ANY)
        elif item.components:
            made = ContextType({c.name: self._build(c) for c in item.components})
        else:
            made = self.find(item.type) or ANY
        if item.allowed:
            made = Restricted(item.name, made, self._check(item.allowed, item.name))
        made = ListType(made) if item.is_list else made
        if item.constraint:
            made = Restricted(item.name, made, self._check(item.constraint, item.name))
        return made

    def allowed_text(self, name: str) -> str:
        """The text of a type's allowed values, "" when it has none."""
        item = self._items.get(name)
        return item.allowed or self.allowed_text(item.type) if item is not None and item.type != name else ""


def names_of(items: list[t.Item]) -> list[str]:
    """The names of all components, which may stand in paths."""
    return [name for item in items for name in (item.name, *names_of(item.components))]


def entry_names(box: t.Boxed | None) -> list[str]:
    """The names of entries and columns anywhere in a boxed expression, which may stand in paths."""
    names: list[str] = []
    stack: list[object] = [box]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(part)
        elif isinstance(part, t.Boxed | t.Entry) and not isinstance(part, t.Literal):
            names += [entry.name for entry in part.entries] if isinstance(part, t.Context) else []
            names += part.columns if isinstance(part, t.Relation) else []
            names += [o.name for o in part.outputs] if isinstance(part, t.Table) else []
            stack.extend(getattr(part, f.name) for f in fields(part))
    return names
