"""Sending a file to whoever may see it."""

import io

from flask import Response, send_file

from app.cases.filetypes import kind_of
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
    return _harmless(response)


def send_content(content: bytes, name: str) -> Response:
    """The same of what is not stored as a material."""
    media = kind_of(content)[1]
    shown = media in _SHOWN
    response = send_file(
        io.BytesIO(content), mimetype=media if shown else "application/octet-stream", as_attachment=not shown,
        download_name=name,
    )  # fmt: skip
    return _harmless(response)


def _harmless(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    return response
