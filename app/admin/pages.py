"""Which powers are in service, and why others are not."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.admin import catalogue_pages, giving_up_pages, incident_pages, item_pages, mail_pages, migration_pages
from app.flows.queries import list_flow_states

pages = Blueprint("admin", __name__, url_prefix="/admin")

for part in (incident_pages, migration_pages, catalogue_pages, item_pages, giving_up_pages, mail_pages):
    part.add_to(pages)


@pages.get("")
def flows() -> ResponseReturnValue:
    return render_template("admin/flows.html", here="admin", states=list_flow_states())
