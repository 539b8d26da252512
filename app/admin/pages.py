"""Which powers are in service, and why others are not."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.admin import catalogue_pages, giving_up_pages, incident_pages, item_pages, mail_pages, migration_pages
from app.clock import official_days, today
from app.flows.queries import list_flow_states

pages = Blueprint("admin", __name__, url_prefix="/admin")

for part in (incident_pages, migration_pages, catalogue_pages, item_pages, giving_up_pages, mail_pages):
    part.add_to(pages)


@pages.get("")
def flows() -> ResponseReturnValue:
    days = official_days()
    return render_template(
        "admin/flows.html", here="admin", states=list_flow_states(), days=days, lacking=_lacking(days.through)
    )


def _lacking(through: int) -> int | None:
    """The coming year, as soon as its days off should have been announced: the notice comes in late autumn."""
    coming = (today() + timedelta(days=45)).year
    return coming if coming > through else None
