"""JSON Schema + UI schema -> Form: what is asked, and typed values of what was answered."""

from engine.forms.model import Field, Form, Option, Section
from engine.forms.reading import WIDGETS, read_form

__all__ = ["WIDGETS", "Field", "Form", "Option", "Section", "read_form"]
