"""Sending a material to whoever may see it."""

from flask import Response, send_file

from app.cases.materials import StoredMaterial

_SHOWN = ("application/pdf", "image/png", "image/jpeg")


def send_material(material: StoredMaterial) -> Response:
    """The file under its own name; only what browsers show without running anything is shown in place."""
    response = send_file(
        material.path,
        mimetype=material.type if material.type in _SHOWN else "application/octet-stream",
        as_attachment=material.type not in _SHOWN,
        download_name=material.name,
    )
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    return response
