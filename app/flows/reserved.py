"""What a power's own form cannot call its questions: the platform asks some of its own above it."""

from collections.abc import Iterator

from engine import Finding, Model, Text

RESERVED = "as_"
"""How the names of the platform's own questions begin."""


def reserved_names(model: Model) -> Iterator[Finding]:
    """The questions of a form that people apply with whose names are the platform's."""
    form = model.start_form if model.begun_by_party else None
    for field in form.fields if form else ():
        if field.name.startswith(RESERVED):
            start = model.start_event
            yield Finding(
                "reserved",
                start.id if start else None,
                "error",
                Text(
                    f"申请表单“{form.name}”的字段“{field.name}”：以 {RESERVED} 开头的名字留给平台。",
                    f"The field “{field.name}” of the application form “{form.name}”: "
                    f"names that begin with {RESERVED} are the platform's.",
                ),
                Text("给这个字段换一个名字。", "Give the field another name."),
            )
