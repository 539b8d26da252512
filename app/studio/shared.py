"""What every page of the studio does: who asks, whose draft, the frame around it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from app.asked import whole_or
from app.cases.keys import new_key
from app.catalogue.categories import CATEGORIES
from app.flows.draft_queries import Draft, organisations_drawn_for, own_draft
from app.flows.drafts import Beginning, copy_with
from app.people.queries import Officer, list_organisations
from app.people.session import current_officer
from engine import Text


def analyst() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer


def asked_draft(draft_id: int) -> Draft:
    return own_draft(draft_id, analyst())


def beginning(officer: Officer, form: Mapping[str, str]) -> Beginning:
    """Whose power a new draft is of, as the form of a new draft or an import says it."""
    drawn_for = organisations_drawn_for(officer)
    return Beginning(
        officer,
        whole_or(form.get("body", ""), min(drawn_for, default=0)),
        form.get("code", "").strip(),
        Text(form.get("name", "").strip(), form.get("name_en", "").strip()),
        form.get("category", ""),
        form.get("_key") or new_key(),
    )


def choices_for(officer: Officer) -> dict[str, Any]:
    """What the form of a new draft offers."""
    drawn_for = organisations_drawn_for(officer)
    return {"categories": CATEGORIES, "bodies": [o for o in list_organisations() if o.id in drawn_for]}


def copied(draft: Draft, changes: Mapping[str, bytes | None], page: str, **more: Any) -> Response:
    """Off to this page of another draft, made with these changes; a script is told where to go."""
    copy_id = copy_with(draft, changes, analyst(), request.form.get("_key") or new_key())
    address = url_for(page, draft_id=copy_id, **more)
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": address})
    return redirect(address, 303)


def draft_page(template: str, draft: Draft, here: str, **more: Any) -> str:
    """A page of one draft. ``here``: which of its tabs."""
    return render_template(template, draft=draft, here="drafts", tab=here, **more)
