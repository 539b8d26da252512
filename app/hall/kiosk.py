"""The hall on a touch screen in the service centre: large targets, nothing that leads outside, powers found by touching
initials and taken along as a QR code. Whoever goes away is asked whether they are still there, and then forgotten.

A screen is in this mode from the first time it opens ``/kiosk`` (``/kiosk/over?leave=1`` ends it); any page of the hall
may be read in it. Without scripts a page is left by ``meta refresh``; with them, when nobody has touched it.
"""

from string import ascii_lowercase
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.catalogue.queries import list_categories, search_powers

IDLE, ANSWER = 90, 30  # seconds without a touch before it asks; to answer in
MOST_LETTERS = 12


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/kiosk", "kiosk", kiosk, methods=["GET"])
    pages.add_url_rule("/kiosk/still", "kiosk_still", still, methods=["GET"])
    pages.add_url_rule("/kiosk/over", "kiosk_over", over, methods=["GET"])
    pages.app_context_processor(_words)


def kiosk() -> ResponseReturnValue:
    """What to do, categories, and initials to touch: spjy finds 食品经营许可."""
    session["kiosk"] = True
    letters = "".join(c for c in request.args.get("letters", "").lower() if c in ascii_lowercase)[:MOST_LETTERS]
    found = search_powers(letters)[:8] if len(letters) > 1 else []
    return render_template(
        "hall/kiosk.html", letters=letters, found=found, alphabet=ascii_lowercase, categories=list_categories()
    )


def still() -> ResponseReturnValue:
    """Are you still there? If not, everything is forgotten."""
    back = request.args.get("back", "")
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    return render_template("hall/kiosk_still.html", back=back if inside else url_for("hall.kiosk"), seconds=ANSWER)


def over() -> ResponseReturnValue:
    """Forget who was here: cases followed, drafts, language, whoever signed in."""
    session.clear()
    if "leave" in request.args:
        return redirect(url_for("hall.home"), 303)
    session["kiosk"] = True
    return redirect(url_for("hall.kiosk"), 303)


def _words() -> dict[str, Any]:
    """``idle``: after how many seconds without a touch this page is left, and for where; None outside of a kiosk."""
    if not session.get("kiosk"):
        return {"idle": None}
    if request.endpoint == "hall.kiosk_still":
        return {"idle": (ANSWER, url_for("hall.kiosk_over"))}
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return {"idle": (IDLE, url_for("hall.kiosk_still", back=back))}
