"""Samples and blank forms of a draft: added and looked at on the page of its entry."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.filetypes import accepted, fitting_name, kind_of
from app.cases.hostile import harm_in
from app.cases.keys import new_key
from app.errors import status_of
from app.flows.draft_files import MOST_BYTES_OF_ONE, PAPER_SUFFIXES, NameTaken, TooLarge, WrongFileName, is_name
from app.flows.drafts import save_files
from app.flows.papers import PaperRefused, papers_in
from app.refusal import Refusal
from app.studio.entry_pages import entry_page
from app.studio.shared import analyst, asked_draft
from app.ui.files import send_content
from engine import Text


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/papers", "add_paper", add, methods=["POST"])
    pages.add_url_rule("/drafts/<int:draft_id>/papers/<name>", "paper", paper, methods=["GET"])


def add(draft_id: int) -> ResponseReturnValue:
    """One file under its own name, if it is what its name says and harmless."""
    draft, upload = asked_draft(draft_id), request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise PaperRefused(Text("选一个文件", "Choose a file"))
        content = upload.stream.read(MOST_BYTES_OF_ONE + 1)
        name = _named(upload.filename, content)
        if name in draft.files:
            raise NameTaken
        save_files(draft_id, draft.revision, {name: content}, analyst(), new_key())
    except Refusal as refusal:
        return entry_page(draft, refusal=refusal), status_of(refusal)
    flash(_("已加入 %(file)s", file=name), "ok")
    return redirect(url_for("studio.entry", draft_id=draft_id, _anchor="papers"), 303)


def paper(draft_id: int, name: str) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    if name not in papers_in(draft.files):
        abort(404)
    return send_content(draft.files[name], name)


def _named(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES_OF_ONE:
        raise TooLarge
    if not accepted(content, PAPER_SUFFIXES):
        kinds = "、".join(suffix.lstrip(".").upper() for suffix in PAPER_SUFFIXES)
        raise PaperRefused(
            Text(f"只收 {kinds} 文件：{name}", f"Only {kinds.replace('、', ', ')} files are taken: {name}")
        )
    if harm := harm_in(content, kind_of(content)[0]):
        raise PaperRefused(Text(f"{harm.zh}：{name}", f"{harm.en}: {name}"))
    fitting = fitting_name(name, content).replace(" ", "-")
    if not is_name(fitting):
        raise WrongFileName(fitting)
    return fitting
