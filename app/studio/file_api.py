"""What the editors send as JSON: files to save, a drawing to check, a copy to make."""

from typing import Any

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.cases.keys import new_key
from app.errors import status_of
from app.flows.checking import Checked, check_files
from app.flows.draft_files import TooLarge, WrongFileName, is_name
from app.flows.drafts import StaleDraft, copy_with, save_files
from app.language import local_time, show_text
from app.refusal import Refusal
from app.studio.shared import analyst, asked_draft
from app.ui.figures import moment
from engine import Finding, Text

MOST_CHARACTERS = 5_000_000
LONGEST_KEY = 80


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/token", "token", token, methods=["GET"])
    pages.add_url_rule("/drafts/<int:draft_id>/files", "save", save, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/check", "check", check, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/copy", "copy", copy, methods=["POST"])


def token() -> ResponseReturnValue:
    """A token for this session, for a page that was opened in an earlier one."""
    return jsonify(token=generate_csrf())


def save(draft_id: int) -> ResponseReturnValue:
    """``{revision, key, changes: {name: text | null}}`` -> ``{revision}``; 409 says who was faster."""
    said = _said()
    revision, key = said.get("revision"), said.get("key")
    if not isinstance(revision, int) or not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        abort(400)
    try:
        return jsonify(revision=save_files(draft_id, revision, _changes(said), analyst(), key))
    except StaleDraft as stale:
        return jsonify(
            text=stale.text.zh, text_en=stale.text.en, by=stale.by.zh, by_en=stale.by.en, names=stale.names,
            revision=stale.revision, at=moment(local_time(stale.at)),
        ), 409  # fmt: skip
    except Refusal as refusal:
        return _refused(refusal)


def check(draft_id: int) -> ResponseReturnValue:
    """What the engine says of the draft with this file as it is now."""
    said = _said()
    file, content = said.get("file"), said.get("content")
    if not isinstance(file, str) or not isinstance(content, str) or not is_name(file):
        abort(400)
    if len(content) > MOST_CHARACTERS:
        return _refused(TooLarge())
    try:
        draft = asked_draft(draft_id)
    except Refusal as refusal:
        return _refused(refusal)
    return jsonify(as_json(check_files({**draft.files, file: content.encode()}, draft.organisation_id)))


def copy(draft_id: int) -> ResponseReturnValue:
    """Another draft, with these changes: how one of two who were in conflict goes on."""
    said, officer = _said(), analyst()
    try:
        draft, changes = asked_draft(draft_id), _changes(said)
        copied = copy_with(draft, changes, officer, str(said.get("key") or new_key())[:LONGEST_KEY])
    except Refusal as refusal:
        return _refused(refusal)
    return jsonify(id=copied, url=url_for("studio.design", draft_id=copied))


def as_json(checked: Checked) -> dict[str, Any]:
    """Findings in the page's language, errors first; what reading only mended is told too."""
    said = [f for f in checked.report if f.severity != "note"]
    order = {"error": 0, "warning": 1, "note": 2}
    found = sorted([*said, *checked.findings], key=lambda f: order[f.severity])
    return {"refused": checked.model is None, "findings": [_finding(f) for f in found]}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check, "severity": finding.severity, "element": finding.element,
        "message": show_text(finding.message), "mend": show_text(finding.mend), "path": finding.path,
        "source": finding.source,
    }  # fmt: skip


def _said() -> dict[str, Any]:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        abort(400)
    return said


def _changes(said: dict[str, Any]) -> dict[str, bytes | None]:
    changes = said.get("changes")
    if not isinstance(changes, dict) or not changes:
        abort(400)
    found: dict[str, bytes | None] = {}
    for name, content in changes.items():
        if not is_name(name):
            raise WrongFileName(name)
        if content is not None and not isinstance(content, str):
            abort(400)
        try:
            found[name] = None if content is None else content.encode()
        except UnicodeEncodeError:
            abort(400)
    return found


def _refused(refusal: Refusal) -> ResponseReturnValue:
    text: Text = refusal.text
    return jsonify(text=text.zh, text_en=text.en), status_of(refusal)
