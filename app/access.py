"""Who may call what: every endpoint stands here, and nothing that does not is served."""

from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from app.people.errors import NotAllowed
from app.people.session import current_officer

PUBLIC, OFFICER, ADMIN = "public", "officer", "admin"

ACCESS = {
    "static": PUBLIC,
    "people.sign_in_page": PUBLIC,
    "people.sign_in_submit": PUBLIC,
    "people.sign_out": OFFICER,
}


def enforce(app: Flask) -> None:
    """Ask before every request who may make it."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: 404, or 405
    level = ACCESS.get(request.endpoint, ADMIN)
    if level == PUBLIC:
        return None
    officer = current_officer()
    if officer is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer and "/inbox"
        return redirect("/sign-in" + ("?" + urlencode({"next": back}) if back else ""), 303)
    if level == ADMIN and not officer.is_admin:
        raise NotAllowed
    return None
