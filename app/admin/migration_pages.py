"""Running cases moved to the effective version: case by case before, the order, how far it has come. Without
JavaScript the page of an order asks for itself anew as long as something is left that is tried by itself.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.keys import new_key
from app.cases.migrating import StartMigration, start_migration
from app.cases.migration_queries import get_run, list_old_cases, list_runs, preview_migration
from app.cases.moving_again import move_again
from app.catalogue.queries import get_power
from app.errors import status_of
from app.people.session import current_officer
from app.refusal import Refusal
from engine import Text

SECONDS = 4


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/migrations", "migrations", index, methods=["GET"])
    pages.add_url_rule("/migrations/<code>", "migration", show, methods=["GET"])
    pages.add_url_rule("/migrations/<code>", "migrate", send, methods=["POST"])
    pages.add_url_rule("/migrations/orders/<int:run_id>", "migration_run", run, methods=["GET"])
    pages.add_url_rule("/migrations/orders/<int:run_id>", "migrate_again", again, methods=["POST"])


def index() -> ResponseReturnValue:
    return render_template("admin/migrations.html", here="migrations", powers=list_old_cases(), runs=list_runs())


def show(code: str) -> ResponseReturnValue:
    return _page(code)


def send(code: str) -> ResponseReturnValue:
    """With ``_start`` the move is ordered; else the same preview with the mapping that was chosen."""
    if "_start" not in request.form:
        return _page(code)
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    reason, key = request.form.get("_reason", ""), request.form.get("_key", "")
    command = StartMigration(code, _mapping(), _cases("accept"), reason, key, officer, _cases("leave"))
    try:
        run_id = start_migration(command)
    except Refusal as refusal:
        return _page(code, refusal.text), status_of(refusal)
    return redirect(url_for("admin.migration_run", run_id=run_id), 303)


def run(run_id: int) -> ResponseReturnValue:
    found = get_run(run_id)
    names = {"waiting": _("等着转"), "moved": _("已转"), "refused": _("没有转")}
    page = make_response(
        render_template("admin/migration_run.html", here="migrations", run=found, names=names, key=new_key())
    )
    if found.left > found.given_up:
        page.headers["Refresh"] = str(SECONDS)
    return page


def again(run_id: int) -> ResponseReturnValue:
    """What was given up is tried again."""
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    move_again(run_id, request.form.get("_key", ""), officer)
    flash(_("已重新排队，马上再试。"), "ok")
    return redirect(url_for("admin.migration_run", run_id=run_id), 303)


def _cases(name: str) -> set[int]:
    return set(request.form.getlist(name, type=whole))


def _mapping() -> dict[str, str]:
    """What stands in the selects ``map.<old element id>``."""
    chosen = ((name.removeprefix("map."), value) for name, value in request.form.items() if name.startswith("map."))
    return {old: new for old, new in chosen if new}


def _page(code: str, refusal: Text | None = None) -> str:
    get_power(code)  # 404 where there is none
    mapping = _mapping()
    verdicts = {
        "safe": ("green", _("可以转")),
        "accept": ("yellow", _("要有人同意")),
        "mapping": ("yellow", _("要指明对应环节")),
        "stays": ("paused", _("按旧版本办完")),
    }
    return render_template(
        "admin/migration.html", here="migrations", preview=preview_migration(code, mapping), mapping=mapping,
        verdicts=verdicts, refusal=refusal, accepted=_cases("accept"), left=_cases("leave"),
        reason=request.form.get("_reason", ""), key=request.form.get("_key") or new_key(),
    )  # fmt: skip
