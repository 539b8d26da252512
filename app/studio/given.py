"""What the designer is told of everything around a drawing: posts, forms, tables, other flows, names."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from flask_wtf.csrf import generate_csrf

from app.flows.draft_files import model_files
from app.flows.draft_queries import Draft
from app.flows.library import library
from app.flows.parts import Part, flows_in, forms_in, tables_in
from app.people.nearby import list_authorities
from engine import Field, Form

RESERVED = ("received", "accepted", "promise", "statute", "officer")
FUNCTIONS = (("working days", "n"), ("calendar days", "n"), ("hours", "n"))


def given_to(draft: Draft, file: str) -> dict[str, Any]:
    """Everything a page of the studio's scripts needs, as JSON."""
    files = model_files(draft.files)
    forms = forms_in(files)
    authorities = list_authorities(draft.organisation_id)
    return {
        "draft": draft.id,
        "file": file,
        "revision": draft.revision,
        "content": draft.files[file].decode("utf-8", "replace"),
        "token": generate_csrf(),
        "authority": authorities[0].kind,
        "authorities": [
            {"kind": a.kind, "en": a.name_en,
             "posts": [{"name": p.name, "en": p.name_en, "holders": p.holders} for p in a.posts]}
            for a in authorities
        ],
        "forms": [_form(form) for form in forms.values()],
        "decisions": [{"id": t.id, "name": t.name, "file": t.file} for t in tables_in(files)],
        "processes": [{"id": f.id, "name": f.name, "file": f.file} for f in _callable(files, file)],
        "names": list(_names(forms)),
        "choices": list(_choices(forms)),
        "urls": urls_of(draft.id),
    }  # fmt: skip


def _callable(files: Mapping[str, bytes], file: str) -> Iterator[Part]:
    """Flows that this one can call: the draft's other ones, and the category flows of the platform."""
    own = [flow for flow in flows_in(files) if flow.file != file]
    yield from own
    for name, of in library().items():
        yield from (Part(f.id, f.name, name) for f in flows_in(of) if f.id not in {o.id for o in own})


def urls_of(draft_id: int) -> dict[str, str]:
    """Where the scripts send and lead to; ``__`` stands for a name."""
    return {
        "save": url_for("studio.save", draft_id=draft_id),
        "check": url_for("studio.check", draft_id=draft_id),
        "copy": url_for("studio.copy", draft_id=draft_id),
        "forms": url_for("studio.forms", draft_id=draft_id),
        "form": url_for("studio.form", draft_id=draft_id, name="__"),
        "table": url_for("studio.table", draft_id=draft_id, file="__"),
    }


def _form(form: Form) -> dict[str, Any]:
    fields = [{"name": f.name, "title": f.title.zh, "en": f.title.en} for f in form.fields]
    return {"name": form.name, "title": form.title.zh or form.name, "en": form.title.en, "fields": fields}


def _names(forms: Mapping[str, Form]) -> Iterator[dict[str, Any]]:
    """What an expression can name, for the editor to complete."""
    seen: set[str] = set()
    for form in forms.values():
        for field in form.fields:
            if field.name not in seen:
                seen.add(field.name)
                yield {"name": field.name, "detail": field.widget, "info": field.title.zh, **_inside(field)}
    yield from ({"name": name} for name in RESERVED)
    yield from ({"name": name, "type": "function", "params": [{"name": of}]} for name, of in FUNCTIONS)


def _inside(field: Field) -> dict[str, Any]:
    return {"entries": [{"name": child.name} for child in field.fields]} if field.fields else {}


def _choices(forms: Mapping[str, Form]) -> Iterator[dict[str, Any]]:
    """Questions by whose answer a way can be chosen."""
    for form in forms.values():
        for field in form.fields:
            if field.widget in ("choice", "yesno"):
                options = [{"value": o.value, "text": o.text.zh, "en": o.text.en} for o in field.options]
                yes_no = [{"value": "true", "text": "是", "en": "Yes"}, {"value": "false", "text": "否", "en": "No"}]
                yield {
                    "name": field.name, "title": field.title.zh, "en": field.title.en,
                    "form": form.title.zh or form.name, "formEn": form.title.en, "yesno": field.widget == "yesno",
                    "options": yes_no if field.widget == "yesno" else options,
                }  # fmt: skip
