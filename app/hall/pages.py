"""The hall's pages: finding a power, its guide, the parts of the site."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.cases.publication import list_results, this_moment
from app.catalogue.queries import get_power, list_categories, list_powers, search_powers
from app.flows.queries import effective_flow, find_out_of_service
from app.hall import applying, following, open_pages
from app.ui.parts_page import samples

pages = Blueprint("hall", __name__)
applying.add_to(pages)
following.add_to(pages)
open_pages.add_to(pages)

_HOT = 4


@pages.get("/")
def home() -> ResponseReturnValue:
    powers = list_powers()
    return render_template(
        "hall/home.html", here="home", categories=list_categories(), hot=powers[:_HOT], count=len(powers),
        moment=this_moment(), results=list_results(most=6)[0],
    )  # fmt: skip


@pages.get("/powers")
def powers() -> ResponseReturnValue:
    words, chosen = request.args.get("q", "").strip()[:100], request.args.get("category")
    categories = list_categories()
    category = next((c for c in categories if c.code == chosen), None)
    found = search_powers(words, category.code if category else None)
    return render_template(
        "hall/powers.html", here="powers", words=words, category=category, categories=categories, found=found
    )


@pages.get("/powers/<code>")
def guide(code: str) -> ResponseReturnValue:
    power = get_power(code)
    closed = find_out_of_service(code)
    flow = effective_flow(code) if closed is None else None
    view = "posts" if request.args.get("view") == "posts" else "stages"
    return render_template("hall/guide.html", here="powers", power=power, flow=flow, closed=closed, view=view)


@pages.get("/parts")
def parts() -> ResponseReturnValue:
    """All parts of the interface in all their states; only where the sample city is shown."""
    if not current_app.config["DEMO"]:
        abort(404)
    return render_template("hall/parts.html", **samples())
