"""Taking a draft along: the flow for other modellers, its picture, the whole as one archive."""

import io
from collections.abc import Callable

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue

from app.flows.draft_files import FLOW
from app.flows.draft_queries import Draft
from app.language import language
from app.studio.shared import asked_draft
from engine import (
    EngineError,
    Model,
    as_pdf,
    as_png,
    caption,
    draw,
    export_model,
    pack_bundle,
    read_model,
    stand_alone,
)

TYPES = {
    "bpmn": "application/xml", "svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf",
    "zip": "application/zip",
}  # fmt: skip


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/drafts/<int:draft_id>/export.<kind>", "export", export, methods=["GET"])


def export(draft_id: int, kind: str) -> ResponseReturnValue:
    draft = asked_draft(draft_id)
    if kind not in TYPES:
        abort(404)
    content = _archive(draft) if kind == "zip" else _flow(draft) if kind == "bpmn" else _picture(draft, kind)
    name = f"{draft.power_code}-{draft.revision}.{kind}"
    return send_file(io.BytesIO(content), TYPES[kind], as_attachment=True, download_name=name)


def _archive(draft: Draft) -> bytes:
    return pack_bundle(draft.files)


def _flow(draft: Draft) -> bytes:
    """Canonical BPMN where the files can be read, else the file as it stands."""
    file = request.args.get("file", FLOW)
    if file not in draft.files or not file.endswith(".bpmn"):
        abort(404)
    try:
        return export_model(read_model(draft.model_files))[file]
    except EngineError:
        return draft.files[file]


def _picture(draft: Draft, kind: str) -> bytes:
    """Raises ModelRefused where there is nothing to draw yet."""
    model = read_model(draft.model_files)
    drawing = draw(model, language=language())
    make: dict[str, Callable[[Model, str], bytes]] = {
        "svg": lambda _, svg: stand_alone(svg, "light").encode(),
        "png": lambda m, svg: as_png(svg, caption(m, language()), "light"),
        "pdf": lambda m, svg: as_pdf(svg, caption(m, language()), "print"),
    }
    return make[kind](model, drawing)
