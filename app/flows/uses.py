"""Which steps of the flows name which form, and what each may do with its fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.flows.parts import BPMN, roots
from engine import Text

_OURS = "{urn:daylight:bpmn:1}"


@dataclass(frozen=True, slots=True)
class Use:
    """An element that asks a form: the fields that it only reads, those that it does not show."""

    id: str
    name: Text
    form: str
    reads: tuple[str, ...]
    hides: tuple[str, ...]


def uses_of_form(files: Mapping[str, bytes], form: str) -> list[Use]:
    return [use for use in _uses(files) if use.form == form]


def uses_of_forms(files: Mapping[str, bytes]) -> dict[str, list[Use]]:
    """Form to the elements that ask it."""
    uses: dict[str, list[Use]] = {}
    for use in _uses(files):
        uses.setdefault(use.form, []).append(use)
    return uses


def _uses(files: Mapping[str, bytes]) -> Iterator[Use]:
    for _, root in roots(files, ".bpmn"):
        for node in root.iter(f"{BPMN}*"):
            if form := node.get(f"{_OURS}form"):
                name = Text(node.get("name") or node.get("id") or "", node.get(f"{_OURS}en") or "")
                reads, hides = _names(node.get(f"{_OURS}reads")), _names(node.get(f"{_OURS}hides"))
                yield Use(node.get("id") or "", name, form, reads, hides)


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name for part in (text or "").split(",") if (name := part.strip()))
