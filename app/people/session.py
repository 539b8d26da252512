"""Who is signed in: a signed cookie with id, stamp and times; nothing else of the session is trusted."""

from datetime import datetime

from flask import current_app, g, session
from sqlalchemy import update

from app.clock import now
from app.database import transaction
from app.people.queries import Officer, find_officer
from app.people.tables import OfficerRow

KEEP = ("lang",)


def open_session(officer_id: int, stamp: int) -> None:
    """Begin a session anew: nothing from before signing in is carried over but the language."""
    kept = {key: session[key] for key in KEEP if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    moment = now().isoformat()
    session["officer"] = {"id": officer_id, "stamp": stamp, "since": moment, "seen": moment}


def close_session() -> None:
    """Sign out, here and wherever else this officer is signed in."""
    if "officer" in session:
        with transaction() as database:
            database.execute(
                update(OfficerRow)
                .where(OfficerRow.id == session["officer"]["id"])
                .values(session_stamp=OfficerRow.session_stamp + 1)
            )
    kept = {key: session[key] for key in KEEP if key in session}
    session.clear()
    session.update(kept)
    g.pop("officer", None)


def current_officer() -> Officer | None:
    """The officer who is signed in, if the session is neither too old nor too long idle."""
    if "officer" not in g:
        g.officer = _read_session()
    return g.officer


def _read_session() -> Officer | None:
    kept = session.get("officer")
    if not kept:
        return None
    moment = now()
    since, seen = datetime.fromisoformat(kept["since"]), datetime.fromisoformat(kept["seen"])
    too_old = moment - since > current_app.config["PERMANENT_SESSION_LIFETIME"]
    if too_old or moment - seen > current_app.config["SESSION_IDLE"]:
        session.pop("officer")
        return None
    officer = find_officer(kept["id"], kept["stamp"])
    if officer is None:
        session.pop("officer")
    elif (moment - seen).total_seconds() > 60:
        session["officer"] = {**kept, "seen": moment.isoformat()}
    return officer
