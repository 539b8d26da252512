"""A form as a list that is edited by hand: its headings and fields in order, and what changes the list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

WIDGETS = (
    "text", "longtext", "number", "money", "date", "choice", "choices", "yesno", "declaration", "file", "person",
    "address", "rows",
)  # fmt: skip
SECTION = "section"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: value, label and consequence in both languages."""

    value: str = ""
    zh: str = ""
    en: str = ""
    hint: str = ""
    hint_en: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A field, or (``widget`` "section") a heading. ``was``: the path it had in the files, "" for a new one.

    All that is typed is text as it was typed; ``least`` and ``most`` are of a number, date, text length or rows.
    """

    widget: str
    was: str = ""
    name: str = ""
    title: str = ""
    title_en: str = ""
    hint: str = ""
    hint_en: str = ""
    required: bool = False
    visible_when: str = ""
    least: str = ""
    most: str = ""
    unit: str = ""
    unit_en: str = ""
    format: str = ""
    accept: str = ""
    megabytes: str = ""
    kinds: str = ""
    default: str = ""
    options: tuple[Choice, ...] = ()
    items: tuple["Item", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form: its title and the list of its headings and fields in order."""

    title: str
    title_en: str
    hint: str
    hint_en: str
    items: tuple[Item, ...]


NEW = {"choice": 2, "choices": 2}


OPTION = ("选项{}", "Option {}")


def new_item(widget: str, taken: Iterable[str], titles: Mapping[str, tuple[str, str]]) -> Item:
    """A field (or heading) with a name that is free; ``titles``: what each widget is called in both languages."""
    zh, en = titles[widget]
    if widget == SECTION:
        return Item(SECTION, title=zh, title_en=en)
    used, number, name = set(taken), 2, zh
    while name in used:
        name, number = f"{zh}{number}", number + 1
    options = tuple(_option(number) for number in range(1, NEW.get(widget, 0) + 1))
    inner = (new_item("text", (), titles),) if widget == "rows" else ()
    return Item(widget, "", name, zh, en, required=widget == "declaration", options=options, items=inner)


def _option(number: int) -> Choice:
    zh, en = (words.format(number) for words in OPTION)
    return Choice(zh, zh, en)


def changed(items: tuple[Item, ...], path: list[int], act: str, new: Item | None = None) -> tuple[Item, ...]:
    """The list with the item at ``path`` moved ``up`` or ``down``, ``drop``ped, or ``new`` added ``in``side it."""
    place, rest = path[0], path[1:]
    if not 0 <= place < len(items):
        return items
    if rest or (act == "in" and new is not None):
        inner = changed(items[place].items, rest, act, new) if rest else (*items[place].items, *([new] if new else []))
        return (*items[:place], replace(items[place], items=inner), *items[place + 1 :])
    left = [*items[:place], *items[place + 1 :]]
    if act == "drop":
        return tuple(left)
    to = max(0, min(len(left), place + (-1 if act == "up" else 1)))
    left.insert(to, items[place])
    return tuple(left)
