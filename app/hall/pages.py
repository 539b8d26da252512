"""The hall's pages: finding a power, its guide, the parts of the site."""

from functools import lru_cache
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.cases.calls import open_calls
from app.cases.often import list_often_used
from app.cases.publication import list_results, this_moment
from app.cases.standing import asked_of
from app.catalogue.queries import (
    PAGE,
    NoSuchPower,
    Where,
    count_powers,
    get_public_power,
    item_of_given_up,
    list_bodies,
    list_categories,
    list_implementers,
    list_life_events,
    list_powers,
    search_powers,
)
from app.extensions import limiter
from app.flows.papers import find_paper, paper_sizes
from app.flows.queries import effective_flow, find_out_of_service, why_retired
from app.flows.safeguards import standards_of
from app.hall import applying, calling, enquiring, following, kiosk, mailing, open_pages, version_pages
from app.language import show_text
from app.ui.files import send_content
from app.ui.parts_page import samples
from app.ui.printing import as_pdf
from engine import Text

pages = Blueprint("hall", __name__)
applying.add_to(pages)
following.add_to(pages)
open_pages.add_to(pages)
version_pages.add_to(pages)
enquiring.add_to(pages)
calling.add_to(pages)
kiosk.add_to(pages)
mailing.add_to(pages)

_HOT = 4
LEVELS = {"city": Text("市级", "City"), "county": Text("县级", "County"), "township": Text("乡级", "Township")}


@pages.get("/")
def home() -> ResponseReturnValue:
    return render_template(
        "hall/home.html", here="home", categories=list_categories(), hot=list_often_used(_HOT), count=count_powers(),
        moment=this_moment(), results=list_results(most=6)[0], calls=open_calls(3),
        events=list_life_events(),
    )  # fmt: skip


@pages.get("/powers")
def powers() -> ResponseReturnValue:
    """The catalogue: by words, category, body, level, life event; a page at a time."""
    asked = request.args
    words, after = asked.get("q", "").strip()[:100], asked.get("after", "")[:100]
    categories, bodies, events = list_categories(), list_bodies(), list_life_events()
    category = next((c for c in categories if c.code == asked.get("category")), None)
    body = next((b for b in bodies if b[0] == asked.get("body", type=whole)), None)
    level = asked.get("level") if asked.get("level") in LEVELS else None
    event = next((e for e in events if e.code == asked.get("event")), None)
    where = Where(category and category.code, body and body[0], level, event and event.code)
    found = search_powers(words, where) if words else list_powers(where, after)
    return render_template(
        "hall/powers.html", here="powers", words=words, category=category, categories=categories, found=found,
        bodies=bodies, body=body, level=level, levels=LEVELS, events=events, event=event,
        more=found[-1].code if not words and len(found) == PAGE else None,
    )  # fmt: skip


@pages.get("/powers/<code>")
def guide(code: str) -> ResponseReturnValue:
    try:
        power = get_public_power(code)
    except NoSuchPower:
        if (item := item_of_given_up(code)) is None:
            raise
        return redirect(url_for("hall.guide", code=item))
    closed = find_out_of_service(code)
    flow = effective_flow(code) if closed is None else None
    view = "posts" if request.args.get("view") == "posts" else "stages"
    return render_template(
        "hall/guide.html", here="powers", power=power, flow=flow, closed=closed, view=view,
        retired=why_retired(power.item) if closed else None,
        implementers=list_implementers(power.item), levels=LEVELS, standards=standards_of(flow.model) if flow else [],
        agents=asked_of(flow.model, power.agents).agents if flow else None,
        papers=paper_sizes(power.entry, flow.model.files) if flow else {},
    )  # fmt: skip


@pages.get("/powers/<code>/guide.pdf")
@limiter.limit("30 per minute")
def printed_guide(code: str) -> ResponseReturnValue:
    """The guide on paper: the eight elements, the stages, a code that leads back here."""
    power = get_public_power(code)
    flow = effective_flow(code) if find_out_of_service(code) is None else None
    agents = asked_of(flow.model, power.agents).agents if flow else None
    content = _printed(render_template("hall/guide_print.html", power=power, flow=flow, agents=agents))
    named = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(show_text(power.name))}.pdf"}
    return Response(content, mimetype="application/pdf", headers=named)


@pages.get("/powers/<code>/papers/<name>")
def paper(code: str, name: str) -> ResponseReturnValue:
    """A sample or blank form of a material, of the version in force."""
    power = get_public_power(code)
    content = find_paper(power.entry, effective_flow(code).model.files, name)
    if content is None:
        abort(404)
    return send_content(content, name)


@pages.get("/powers/<code>/power-of-attorney.pdf")
@limiter.limit("30 per minute")
def power_of_attorney(code: str) -> ResponseReturnValue:
    """A blank form by which somebody is appointed to apply for this power."""
    power = get_public_power(code)
    if not asked_of(effective_flow(code).model, power.agents).agents:
        abort(404)
    content = _printed(render_template("hall/power_of_attorney.html", power=power))
    return send_content(content, f"{show_text(power.name)} {_('授权委托书')}.pdf")


_printed = lru_cache(64)(as_pdf)  # setting a page takes a second, and it is the same for everybody on a day


@pages.get("/parts")
def parts() -> ResponseReturnValue:
    """All parts of the interface in all their states; only where the sample city is shown."""
    if not current_app.config["DEMO"]:
        abort(404)
    return render_template("hall/parts.html", **samples())
