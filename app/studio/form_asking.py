"""What the form designer's page sends, as a list of fields: names such as ``i.2.title`` and ``i.2.o.0.zh``."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from app.flows.form_sheet import OPTION, SECTION, WIDGETS, Choice, Item, Sheet

LONGEST = 2000
MOST_ITEMS = 120
MOST_PAST = 30
_MOST_BYTES = 4_000_000
_TEXTS = (
    "title", "title_en", "hint", "hint_en", "visible_when", "least", "most", "unit", "unit_en", "format", "accept",
    "megabytes", "kinds", "default", "name",
)  # fmt: skip
Past = list[list[Any]]


def widget_names() -> dict[str, str]:
    """What each kind of field is called."""
    return {
        "text": _("一行文字"), "longtext": _("多行文字"), "number": _("数字"), "money": _("金额"), "date": _("日期"),
        "choice": _("单选"), "choices": _("多选"), "yesno": _("是、否"), "declaration": _("声明"), "file": _("文件"),
        "person": _("个人或单位"), "address": _("地址"), "rows": _("可重复的几项"), SECTION: _("小标题"),
    }  # fmt: skip


TITLES = {  # what a new field is called at first
    "text": ("文字", "Text"),
    "longtext": ("说明", "Remarks"),
    "number": ("数字", "Number"),
    "money": ("金额", "Amount"),
    "date": ("日期", "Date"),
    "choice": ("选择", "Choice"),
    "choices": ("选择", "Choices"),
    "yesno": ("是否", "Yes or no"),
    "declaration": ("以上内容属实", "All of this is true"),
    "file": ("材料", "Document"),
    "person": ("申请人", "Applicant"),
    "address": ("地址", "Address"),
    "rows": ("明细", "Items"),
    SECTION: ("小标题", "Heading"),
}


def sheet_from(form: Iterable[tuple[str, str]]) -> Sheet:
    """The list as the page has it. What is no field of the page is passed over."""
    tree: dict[str, Any] = {}
    said: dict[str, str] = {}
    for key, value in form:
        text = value.replace("\r\n", "\n").strip()[:LONGEST]
        if not key.startswith("i."):
            said[key] = text
            continue
        at, parts = tree, key.split(".")[1:]
        for part in parts[:-1]:
            inner = at.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            at = inner
        else:
            at[parts[-1]] = text
    top = (said.get(name, "") for name in ("title", "title_en", "hint", "hint_en"))
    return Sheet(*top, items=_items(tree))


def _items(tree: Mapping[str, Any]) -> tuple[Item, ...]:
    numbers = sorted(int(key) for key, value in tree.items() if key.isdecimal() and isinstance(value, dict))
    return tuple(_item(tree[str(number)]) for number in numbers[:MOST_ITEMS])


def _item(said: Mapping[str, Any]) -> Item:
    texts = {name: said[name] if isinstance(said.get(name), str) else "" for name in _TEXTS}
    widget = said.get("widget") if said.get("widget") in (*WIDGETS, SECTION) else "text"
    options = said.get("o") if isinstance(said.get("o"), dict) else {}
    inner = said.get("i") if isinstance(said.get("i"), dict) else {}
    if not texts["name"] or _is_fresh(said, texts["title"]):
        texts["name"] = "".join(c for c in texts["title"] if c.isalnum() or c in "_-")[:40]
    if _is_first(said, texts):
        texts["title_en"] = ""
    return Item(
        str(widget), str(said.get("was", "")), required=said.get("required") == "yes", options=tuple(_options(options)),
        items=_items(inner) if widget == "rows" else (), **texts,
    )  # fmt: skip


def _is_fresh(said: Mapping[str, Any], title: str) -> bool:
    """Whether a new field gets its first title of its own: what conditions call it follows, unless that was said."""
    first = TITLES.get(str(said.get("widget")), ("", ""))[0]
    named = str(said.get("name"))
    return (
        bool(first) and said.get("was_title") == first != title and named == said.get("was") and named.startswith(first)
    )


def _is_first(said: Mapping[str, Any], texts: Mapping[str, str]) -> bool:
    """Whether the English is still what a new field is called, while the Chinese says something of its own by now."""
    zh, en = TITLES.get(str(said.get("widget")), ("", ""))
    return said.get("was_title") == zh != texts["title"] and texts["title_en"] == en


def _options(said: Mapping[str, Any]) -> Iterable[Choice]:
    for key in sorted((k for k in said if k.isdecimal()), key=int):
        one = said[key] if isinstance(said[key], dict) else {}
        words = {name: str(one.get(name, "")) for name in ("zh", "en", "hint", "hint_en")}
        zh, en = (first.format(int(key) + 1) for first in OPTION)
        if words["en"] == en and words["zh"] != zh:
            words["en"] = ""
        value = str(one.get("value", "")) or words["zh"] or words["en"]
        if value:
            yield Choice(value, **{**words, "zh": words["zh"] or value})


def packed(past: Past) -> str:
    """Earlier states, to be carried by the page: undo works without anything kept on the server."""
    return base64.b64encode(zlib.compress(json.dumps(past[-MOST_PAST:], ensure_ascii=False).encode())).decode()


def unpacked(text: str) -> Past:
    """What ``packed`` made; nothing where it is anything else."""
    try:
        reader = zlib.decompressobj()
        past = json.loads(reader.decompress(base64.b64decode(text, validate=True), _MOST_BYTES))
        return [one for one in past if isinstance(one, list) and len(one) == 2][-MOST_PAST:]
    except (ValueError, zlib.error, TypeError, RecursionError):
        return []
