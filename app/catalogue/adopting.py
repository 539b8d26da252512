"""A unified item, defined once, and the bodies that implement it (统一事项, 实施事项).

Name, basis, materials, flow, statutory limit, fee and all else are the item's. A body says what is its own, and what
it does not say is as the item has it. What a body may not say is refused by its name.
"""

from collections.abc import Mapping
from typing import Any

from app.catalogue.codes import scheme
from app.catalogue.entry import MAY_LACK, Entry, EntryRefused, entry_from
from app.catalogue.entry_changes import NAMES
from engine import Limit, Text

KEYS = ("adopts", "code", "body")
OWN = ("promise", "case_number", "duties", "service_promise", "place", "hours", "phone", "supervision_phone")
"""The fields that a body says for itself."""


def is_adoption(document: Mapping[str, Any]) -> bool:
    """Whether a document says that a body adopts an item, and is no item itself."""
    return bool(document.get("adopts"))


def own_part(document: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """What an adopting body says for itself: its keys and the fields of its own that are not blank.

    Raises EntryRefused for a unified field that is not as the item has it, and for one that there is not.
    """
    for name, value in document.items():
        if name in KEYS or name in OWN or is_blank(value):
            continue
        if name not in NAMES:
            raise EntryRefused(Text(f"缺少或多出的字段：{name}", f"Missing or unknown fields: {name}"))
        if value != item.get(name, MAY_LACK.get(name)):
            raise EntryRefused(unified(name))
    kept = {name: str(document.get(name) or "") for name in KEYS}
    return kept | {name: document[name] for name in OWN if not is_blank(document.get(name))}


def unified(name: str) -> Text:
    """That this field is not the body's to change."""
    field = NAMES[name]
    return Text(
        f"“{field.zh}”（{name}）由统一事项规定，实施机构不能改",
        f"“{field.en}” ({name}) is laid down by the unified item; a body that implements it cannot change it",
    )


def whole(own: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of the item as the body exercises it; a promise above the statutory limit falls to it."""
    said = {**item, **{name: value for name, value in own.items() if name != "adopts"}}
    if over(said.get("promise"), said.get("limit")):
        said["promise"] = said["limit"]
    return said


def entry_of(own: Mapping[str, Any], item: Mapping[str, Any]) -> Entry:
    """The same, read. Raises EntryRefused for a field of the body's own that cannot be read."""
    return entry_from(whole(own, item))


def adoption_problem(own: Mapping[str, Any], item: Mapping[str, Any]) -> Text | None:
    """Why a body cannot adopt the item so; None where it can."""
    if not own["body"]:
        return Text("没有写实施机构（body）", "It names no implementing body (body)")
    if own["body"] == item["body"]:
        return Text("这个机构就是统一事项自己的机构", "That body is the unified item's own")
    try:
        entry = entry_of({**own, "promise": None} if over(own.get("promise"), item.get("limit")) else own, item)
    except EntryRefused as refusal:
        return refusal.text
    said, limit = own.get("promise"), entry.limit
    if said and limit and Limit.parse(str(said)).unit != limit.unit:
        return Text(
            f"承诺时限（promise）{said} 的单位应当与法定时限 {limit} 相同",
            f"The promise (promise) {said} should be in the unit of the statutory limit {limit}",
        )
    if over(said, item.get("limit")):
        return Text(
            f"承诺时限（promise）{said} 长于统一的法定时限 {limit}",
            f"The promise (promise) {said} is longer than the unified statutory limit {limit}",
        )
    return scheme("implementation").problem(own["code"])


def over(promise: Any, limit: Any) -> bool:
    """Whether a promise is above a limit; of different units neither is."""
    try:
        said, most = Limit.parse(str(promise)), Limit.parse(str(limit))
    except ValueError:
        return False
    return said.unit == most.unit and said.amount > most.amount


def is_blank(value: Any) -> bool:
    """Whether a field says nothing."""
    return not any(value.values()) if isinstance(value, dict) else value in ("", None, [])
