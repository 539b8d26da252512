"""The power store for its keeper: bringing entries in, taking them out, what changed between two days, how much."""

from datetime import date, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.keys import new_key
from app.catalogue.history import changed_between, count_by_level
from app.catalogue.importing import begin_import, find_import, list_imports
from app.catalogue.queries import list_documents, search_store
from app.catalogue.sheets import KINDS, SheetRefused, write_rows
from app.clock import today
from app.jobs.catalogue_imports import ask_to_look, ask_to_write
from app.people.session import current_officer
from engine import Text

NO_FILE = Text("先选文件", "Choose a file first")


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/catalogue", "catalogue", catalogue, methods=["GET"])
    pages.add_url_rule("/catalogue", "bring_in", bring_in, methods=["POST"])
    pages.add_url_rule("/catalogue/catalogue.<kind>", "take_out", take_out, methods=["GET"])
    pages.add_url_rule("/catalogue/imports/<int:import_id>", "catalogue_import", show, methods=["GET"])
    pages.add_url_rule("/catalogue/imports/<int:import_id>", "write_import", write, methods=["POST"])
    pages.add_url_rule("/catalogue/changes", "catalogue_changes", changes, methods=["GET"])


def catalogue() -> ResponseReturnValue:
    return _page()


def bring_in() -> ResponseReturnValue:
    """Keep the file and look at it; nothing is written yet."""
    file, officer = request.files.get("file"), current_officer()
    assert officer is not None
    if file is None or not file.filename:
        return _page(NO_FILE), 422
    kind = file.filename.rsplit(".", 1)[-1].lower()
    kind = {"yml": "yaml"}.get(kind, kind)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        return _page(Text(f"只收 {known} 文件", f"Only {known} files are taken")), 422
    import_id = begin_import(file.filename, kind, file.read(), officer.id, request.form.get("_key", ""))
    ask_to_look(import_id)
    return redirect(url_for("admin.catalogue_import", import_id=import_id), 303)


def take_out(kind: str) -> ResponseReturnValue:
    if kind not in KINDS:
        raise SheetRefused(f"没有 {kind} 格式", f"There is no format {kind}")
    headers = {"Content-Disposition": f"attachment; filename=catalogue.{kind}"}
    return Response(write_rows(kind, list_documents()), mimetype=KINDS[kind], headers=headers)


def show(import_id: int) -> ResponseReturnValue:
    return render_template("admin/catalogue_import.html", here="catalogue", found=find_import(import_id))


def write(import_id: int) -> ResponseReturnValue:
    ask_to_write(import_id)
    return redirect(url_for("admin.catalogue_import", import_id=import_id), 303)


def changes() -> ResponseReturnValue:
    first, last = _day("from", today() - timedelta(days=30)), _day("to", today())
    found, more = changed_between(first, last)
    return render_template(
        "admin/catalogue_changes.html", here="catalogue", first=first, last=last, found=found, more=more
    )


def _page(refusal: Text | None = None) -> str:
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "admin/catalogue.html", here="catalogue", numbers=count_by_level(), imports=list_imports(), kinds=list(KINDS),
        key=new_key(), refusal=refusal, words=words, found=search_store(words) if words else [],
    )  # fmt: skip


def _day(name: str, usual: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return usual
