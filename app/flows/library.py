"""The category flows that any power's flow may call, and the whole bundle of files that call some."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import current_app

from app.flows.draft_files import model_files
from app.flows.folders import category_flows
from engine import with_category_flows


def library() -> Mapping[str, Mapping[str, bytes]]:
    """The files of each category flow by its name, as the platform was started with them."""
    return _read(Path(current_app.config["BPMN_FOLDER"]), Path(current_app.config["FORMS_FOLDER"]))


def whole_bundle(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is read as the model of a draft's files: its flows, tables and forms, and the category flows it calls.

    Raises ModelRefused where file names clash.
    """
    return with_category_flows(model_files(files), library())


@lru_cache(maxsize=4)
def _read(bpmn: Path, forms: Path) -> dict[str, dict[str, bytes]]:
    return category_flows(bpmn, forms)
