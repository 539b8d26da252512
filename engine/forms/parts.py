"""Groups that every government form asks for in the same way, as schemas a form may add to."""

from typing import Any

from engine.text import Text

Schema = dict[str, Any]

ID_KINDS: dict[str, tuple[str, Text]] = {  # id_type -> whose it is, its name
    "idcard": ("person", Text("居民身份证", "Resident identity card")),
    "passport": ("person", Text("护照", "Passport")),
    "uscc": ("organisation", Text("统一社会信用代码", "Unified social credit code")),
}


def _text(zh: str, en: str, **more: Any) -> Schema:
    return {"type": "string", "title": zh, "x-en": {"title": en}, "maxLength": 100, **more}


def person(kinds: tuple[str, ...]) -> Schema:
    """Who: a natural person, an organisation, or either (``kinds``); ``contact``: name and phone, nothing to prove."""
    allowed = [kind for kind, (whose, _) in ID_KINDS.items() if whose in kinds]
    title = ("姓名或者名称" if len(kinds) > 1 else "姓名" if kinds[0] != "organisation" else "名称", "Name")
    number = ("统一社会信用代码", "Unified social credit code") if allowed == ["uscc"] else ("证件号码", "Number")
    contact = {"name": _text(*title), "phone": _text("联系电话", "Phone", format="phone", maxLength=30)}
    if "contact" in kinds:
        return {"type": "object", "properties": contact, "required": [*contact]}
    id_type = {
        "type": "string",
        "title": "证件类型",
        "x-en": {"title": "Kind of document", "options": {kind: ID_KINDS[kind][1].en for kind in allowed}},
        "x-options": {kind: ID_KINDS[kind][1].zh for kind in allowed},
        "enum": allowed,
    }
    return {
        "type": "object",
        "properties": {
            "name": contact["name"],
            "id_type": id_type,
            "id_number": _text(*number, maxLength=30),
            "phone": contact["phone"],
        },
        "required": ["name", "id_type", "id_number", "phone"],
    }


def address() -> Schema:
    return {
        "type": "object",
        "properties": {
            "province": _text("省、自治区、直辖市", "Province", maxLength=30),
            "city": _text("市、州", "City", maxLength=30),
            "county": _text("县、区", "County or district", maxLength=30),
            "detail": _text("街道、门牌号", "Street and number", maxLength=120),
        },
        "required": ["province", "city", "county", "detail"],
    }
