"""A power's versions as anybody may see them: which was in force when, what was waived and why; the signed files; and
all that became of it, to be followed by a feed reader.
"""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import NoSuchPower, get_power, get_public_power
from app.database import db
from app.mail.telling import changes_of
from app.review.queries import find_frozen, history_of


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/powers/<code>/versions", "versions", versions, methods=["GET"])
    pages.add_url_rule("/powers/<code>/versions/<int:version>.zip", "version_files", version_files, methods=["GET"])
    pages.add_url_rule("/powers/<code>/changes.atom", "changes_feed", changes_feed, methods=["GET"])


def versions(code: str) -> ResponseReturnValue:
    return render_template("hall/versions.html", here="powers", power=get_public_power(code), history=history_of(code))


def version_files(code: str, version: int) -> ResponseReturnValue:
    """The bundle as it was signed, for whoever wants to check it."""
    frozen = find_frozen(get_public_power(code).code, version)
    headers = {"Content-Disposition": f"attachment; filename={code}-{version}.zip"}
    return Response(frozen.archive, mimetype="application/zip", headers=headers)


def changes_feed(code: str) -> ResponseReturnValue:
    """The newest first, each under the number that it has for ever; also once a body has given the item up."""
    power = get_power(code)
    if not power.entry.disclosed:
        raise NoSuchPower
    changes = list(enumerate(changes_of(db.session(), code), 1))[::-1][:50]
    page = render_template("hall/changes.atom", power=power, changes=changes)
    return Response(page, mimetype="application/atom+xml")
