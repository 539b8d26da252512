"""A play of a draft's flow: what an officer has done in it so far, kept between requests. No case, no material.

What is kept is the recording: its beginning and its steps. It is played from the start whenever it is looked at.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Request

from app.cases.answers import file_paths
from app.cases.drafts import drop_draft, find_draft, save_draft
from app.cases.owner import Owner
from app.flows.draft_queries import Draft
from app.people.queries import Officer
from engine import Field, Form
from engine.flowtest import Recording

SAMPLE = {"id": "sample", "sha256": "0" * 64, "size": 1024}
_TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def find_play(draft: Draft, officer: Officer) -> Recording | None:
    """What the officer was playing of this draft."""
    kept = find_draft(Owner.officer(officer), _subject(draft))
    if kept is None or "began" not in kept.answers:
        return None
    began = dict(kept.answers["began"])
    return Recording({**began, "on": date.fromisoformat(began["on"])}, tuple(kept.answers["steps"]))


def keep_play(draft: Draft, officer: Officer, recording: Recording) -> None:
    said = {"began": {**recording.began, "on": recording.began["on"].isoformat()}, "steps": list(recording.steps)}
    save_draft(Owner.officer(officer), _subject(draft), said)


def end_play(draft: Draft, officer: Officer) -> None:
    drop_draft(Owner.officer(officer), _subject(draft))


def read_play_answers(form: Form, request: Request) -> dict[str, Any]:
    """What was typed; of a file its name, size and hash. Where a file is asked for and none chosen, a sample stands in.

    What was left blank is left out.
    """
    items = list(request.form.items(multi=True))
    paths = list(file_paths(form.fields, [key for key, _ in items]))
    of_files = {path for path, _ in paths}
    typed = [(key, value) for key, value in items if key not in of_files and value.strip()]
    # in rows only those that were begun
    begun = [
        (path, field) for path, field in paths if "." not in path or any(k.startswith(_row(path)) for k, _ in typed)
    ]
    hidden = form.hidden(form.raw(typed))
    files = {path: _file(request, path, field) for path, field in begun if path not in hidden}
    answers: dict[str, Any] = _filled(form.raw([*typed, *files.items()]))
    return answers


def _row(path: str) -> str:
    return path.rpartition(".")[0] + "."


def _file(request: Request, path: str, field: Field) -> Mapping[str, Any]:
    upload = request.files.get(path)
    if upload is None or not upload.filename:
        ending = next(iter(field.accept), ".pdf")
        return {
            **SAMPLE,
            "name": f"{field.title.zh or field.name}{ending}",
            "type": _TYPES.get(ending, "application/pdf"),
        }
    content = upload.stream.read()
    sha256 = hashlib.sha256(content).hexdigest()
    kind = upload.mimetype or "application/octet-stream"
    return {"id": sha256[:8], "name": upload.filename, "sha256": sha256, "size": len(content), "type": kind}


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        parts = {key: _filled(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in ("", None, {}, [])}
    if isinstance(value, list):
        return [part for part in map(_filled, _listed(value)) if part not in ("", None, {}, [])]
    return value


def _listed(value: Iterable[Any]) -> list[Any]:
    return list(value)


def _subject(draft: Draft) -> str:
    """With the moment it was made: an id may be given again after a draft is deleted."""
    return f"play:{draft.id}:{draft.created_at:%Y%m%d%H%M%S}"
