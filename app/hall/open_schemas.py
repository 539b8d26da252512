"""What the open data mean: a JSON Schema for each set."""

from typing import Any

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _set(title: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _DRAFT, "title": title, "type": "array",
        "items": {"type": "object", "required": list(properties), "properties": properties},
    }  # fmt: skip


def _text(said: str) -> dict[str, Any]:
    return {"type": "string", "description": said}


def _maybe(kind: str, said: str) -> dict[str, Any]:
    return {"type": [kind, "null"], "description": said}


_BOTH = {"type": "object", "required": ["zh", "en"], "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}}
_LIMIT = "an amount and its unit: wd working days, d calendar days, h hours"

SCHEMAS: dict[str, dict[str, Any]] = {
    "catalogue": _set(
        "Every published power with its entry",
        {
            "code": _text("the power's code"),
            "unified_code": _text("the code that is the same at all levels"),
            "category": _text("licence, penalty, coercion, levy, payment, inspection, …: the ten categories"),
            "name": _BOTH,
            "authority": _text("the kind of body that exercises it"),
            "organisation": _text("the body"),
            "limit": _maybe("string", f"statutory limit, {_LIMIT}"),
            "promise": _maybe("string", f"promised limit, {_LIMIT}"),
            "fee": _BOTH,
            "basis": {"type": "array", "description": "law, article, text", "items": {"type": "object"}},
            "conditions": {"type": "array", "items": _BOTH},
            "materials": {"type": "array", "items": {"type": "object"}},
            "procedure": _BOTH,
            "result": _BOTH,
            "remedies": _BOTH,
            "place": _BOTH,
            "phone": _text("phone of the window"),
            "supervision_phone": _text("phone for complaints"),
            "life_events": {
                "type": "array", "description": "when in a life it is needed: birth, founding, …",
                "items": {"type": "string"},
            },
            "url": _text("the guide"),
        },
    ),
    "running": _set(
        "The last 1,000 cases that were applied for and are not over; natural persons without their name",
        {
            "power": _text("code of the power"), "name": _text("its name"), "name_en": _text("its name in English"),
            "applicant": _text("an organisation's name, once examined; of a person only that it is one"),
            "organisation": _text("who handles it"),
            "begun_on": {"type": "string", "format": "date", "description": "when it was applied for"},
            "stage": _text("at which public stage it is; several are separated by 、"),
            "stage_en": _text("the same in English, separated by commas"),
            "used": _maybe("integer", "how much of the limit is used; null while nothing is counted"),
            "allowed": _maybe("integer", "the promised limit, else the statutory one"),
            "unit": _maybe("string", "of both: wd, d, h"),
            "light": {
                "enum": ["green", "yellow", "red", "paused", "none"],
                "description": "in time, near the limit, over it, not counting now, nothing to count",
            },
            "suspended": {"type": "boolean", "description": "the whole case stands still"},
        },
    ),
    "results": _set(
        "The last 1,000 decided cases; natural persons without their name",
        {
            "power": _text("code of the power"), "name": _text("its name"), "name_en": _text("its name in English"),
            "applicant": _text("an organisation's name; of a person only that it is one"),
            "organisation": _text("who decided"), "outcome": _text("how it ended"),
            "outcome_en": _text("the same in English"),
            "used": _maybe("integer", "how much of the limit was used"),
            "allowed": _maybe("integer", "the promised limit, else the statutory one"),
            "unit": _maybe("string", "of both: wd, d, h"),
            "late": {"type": "boolean", "description": "decided after its last day"},
            "finished_at": _text("local time, ISO 8601"),
        },
    ),
    "statistics": _set(
        "Volumes and punctuality by category in a span of time (parameters from, to; this year by default)",
        {
            "category": _text("code of the category"), "name": _text("its name"), "name_en": _text("in English"),
            "from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"},
            "begun": {"type": "integer", "description": "cases begun"},
            "decided": {"type": "integer", "description": "cases decided"},
            "on_time": _maybe("number", "share decided within the limit, 0 to 1"),
            "share_of_limit_used": _maybe("number", "mean share of the limit that was used"),
        },
    ),
}  # fmt: skip
