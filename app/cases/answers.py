"""What a browser sent, as the raw answers to a form: uploads are stored, and file fields hold what was stored and
nothing else.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Request

from app.cases.errors import AnswersRefused
from app.cases.materials import find_material, store_material
from app.cases.owner import Owner
from app.clock import calendar, now
from app.refusal import Refusal
from engine import FieldError, FormInvalid
from engine.feel import Env
from engine.forms import Field, Form


def read_answers(form: Form, request: Request, owner: Owner) -> dict[str, Any]:
    """Nested raw answers. Raises AnswersRefused when an upload is, naming whatever else is wrong too."""
    kept: dict[str, Any] = {}
    errors: list[FieldError] = []
    uploads = {path: upload for path, upload in request.files.items() if upload.filename}
    items = list(request.form.items(multi=True))
    for path, field in file_paths(form.fields, [key for key, _ in items] + list(request.files)):
        upload = uploads.get(path)
        if upload is not None:
            try:
                kept[path] = store_material(owner, field, path, upload.filename or "", upload.stream).value
            except Refusal as refusal:
                errors.append(FieldError(path, refusal.text))
        else:
            before = find_material(dict(items).get(f"{path}.id", ""), owner, owner.case_id)
            if before:
                kept[path] = before.value
        items = [(key, value) for key, value in items if key != path and not key.startswith(f"{path}.")]
    answers = form.raw([*items, *kept.items()])
    if errors:
        raise AnswersRefused([*errors, *_other_errors(form, answers, {error.path for error in errors})], answers)
    return answers


def _other_errors(form: Form, answers: dict[str, Any], named: set[str]) -> list[FieldError]:
    try:
        form.validate(answers, Env(now=now(), calendar=calendar()))
    except FormInvalid as invalid:
        return [error for error in invalid.errors if error.path not in named]
    return []


def file_paths(fields: Iterable[Field], keys: Iterable[str], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """The paths of all file fields, in rows those that the keys name."""
    for field in fields:
        path = f"{prefix}{field.name}"
        if field.widget == "file":
            yield path, field
        elif field.widget == "rows":
            numbers = sorted({key[len(path) + 1 :].split(".")[0] for key in keys if key.startswith(f"{path}.")})
            for number in numbers:
                if number.isdecimal():
                    yield from file_paths(field.fields, keys, f"{path}.{number}.")
        elif field.fields:
            yield from file_paths(field.fields, keys, f"{path}.")
