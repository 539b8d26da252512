"""A power's versions as anybody may see them: which was in force when, what was waived and why; the signed files."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import get_power
from app.review.queries import find_frozen, history_of


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/powers/<code>/versions", "versions", versions, methods=["GET"])
    pages.add_url_rule("/powers/<code>/versions/<int:version>.zip", "version_files", version_files, methods=["GET"])


def versions(code: str) -> ResponseReturnValue:
    return render_template("hall/versions.html", here="powers", power=get_power(code), history=history_of(code))


def version_files(code: str, version: int) -> ResponseReturnValue:
    """The bundle as it was signed, for whoever wants to check it."""
    frozen = find_frozen(get_power(code).code, version)
    headers = {"Content-Disposition": f"attachment; filename={code}-{version}.zip"}
    return Response(frozen.archive, mimetype="application/zip", headers=headers)
