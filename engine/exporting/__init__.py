"""A model as files again: canonical BPMN that every modeller opens, and the archive of a whole bundle."""

from engine.exporting.archive import pack_bundle, unpack_bundle
from engine.exporting.document import export_model

__all__ = ["export_model", "pack_bundle", "unpack_bundle"]
