"""What a step may do with the fields of its form: those it only reads, those it does not see (``daylight:reads``,
``daylight:hides``). Such a step has the form without them, under a name of its own.
"""

from dataclasses import replace

from engine.errors import Finding
from engine.forms import Form
from engine.reading.bpmn import Parts, refuse

OF_STEP = "@"
"""Between a form's name and the step's id; no file has a form of such a name."""


def restrict_forms(parts: Parts, forms: dict[str, Form], findings: list[Finding]) -> None:
    """Give each element with rights its own form. A field that is not in the form is refused."""
    for element in list(parts.elements.values()):
        form = forms.get(element.form or "")
        if form is None or not (element.reads or element.hides):
            continue
        known = {field.name for field in form.fields}
        unknown = [name for name in (*element.reads, *element.hides) if name not in known]
        if unknown:
            names = "、".join(unknown)
            refuse(
                findings, element.id, f"表单 {form.name} 没有字段 {names}",
                f"form {form.name} has no field {', '.join(unknown)}", check="form",
            )  # fmt: skip
            continue
        name = f"{form.name}{OF_STEP}{element.id}"
        forms[name] = replace(form.restricted(element.reads, element.hides), name=name)
        parts.elements[element.id] = replace(element, form=name)


def base_name(form: str | None) -> str | None:
    """The form's name as the file says it."""
    return form.partition(OF_STEP)[0] if form else None
