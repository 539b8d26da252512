"""A model as plain data, so that two can be compared."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

NOT_COMPARED = {"files", "digest", "report", "tables", "_derived"}


def plain(part: Any) -> Any:
    """Everything a model says, without the bytes it was read from."""
    if is_dataclass(part):
        return {f.name: plain(getattr(part, f.name)) for f in fields(part) if f.name not in NOT_COMPARED}
    if hasattr(part, "items"):
        return {str(key): plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple | set | frozenset):
        return [plain(value) for value in part]
    return part if isinstance(part, str | int | float | None) else getattr(part, "text", repr(part))


def meaning(model: Any) -> dict[str, Any]:
    """All that a model says but its drawing, which an export completes."""
    return {part: said for part, said in plain(model).items() if part not in ("shapes", "edges", "figures")}


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where two models differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key in old and key in new:
                yield from differences(old[key], new[key], f"{place}.{key}")
            else:
                yield f"{place}.{key}: only in the {'old' if key in old else 'new'}"
    elif old != new:
        yield f"{place}: {old!r} != {new!r}"
