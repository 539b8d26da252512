"""What anybody may see of the work as a whole: results, figures, open data, how to verify the log."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

import orjson
from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.asked import whole
from app.cases.publication import by_month, ends_of, figures, list_results, this_moment
from app.cases.rating import grades
from app.cases.running import OF_ITS_OWN_MOTION, list_running
from app.catalogue.categories import BY_CODE
from app.catalogue.queries import get_public_power, list_categories, list_codes, list_entries
from app.clock import now, today
from app.flows.freezing import OFFICE
from app.hall.open_schemas import SCHEMAS
from app.language import local_time
from app.log.heads import list_heads, public_key
from app.signing import key_id, public_pem

MOST = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_to(pages: Blueprint) -> None:
    for address, name, view in (
        ("/running", "running", running),
        ("/results", "results", results),
        ("/results.atom", "results_feed", results_feed),
        ("/figures", "figures", figures_page),
        ("/lobby", "lobby", lobby),
        ("/open-data", "open_data", open_data),
        ("/open-data/<name>.schema.json", "open_schema", open_schema),
        ("/open-data/<name>.json", "open_json", open_json),
        ("/open-data/<name>.csv", "open_csv", open_csv),
        ("/verify", "verify", verify),
        ("/verify/heads.json", "heads", heads),
        ("/verify/<whose>.pem", "public_key", key_file),
        ("/sitemap.xml", "sitemap", sitemap),
        ("/robots.txt", "robots", robots),
    ):
        pages.add_url_rule(address, name, view, methods=["GET"])


def running() -> ResponseReturnValue:
    """What was applied for and is not over, the newest first."""
    power, category, before = _asked()
    name = get_public_power(power).name if power else None
    found, more = list_running(power, category, before)
    return render_template(
        "hall/running.html", here="results", found=found, more=more, power=power, name=name, category=category,
        categories=[c for c in list_categories() if c.code not in OF_ITS_OWN_MOTION],
    )  # fmt: skip


def results() -> ResponseReturnValue:
    """Decided cases, the newest first."""
    power, category, before = _asked()
    found, more = list_results(power, category, before)
    name = get_public_power(power).name if power else None
    return render_template(
        "hall/results.html", here="results", found=found, more=more, power=power, name=name, category=category,
        categories=list_categories(),
    )  # fmt: skip


def _asked() -> tuple[str | None, str | None, int | None]:
    """Of which power, of which category, before which id."""
    category = request.args.get("category")
    before = request.args.get("before", type=whole)
    return request.args.get("power") or None, category if category in BY_CODE else None, before


def results_feed() -> ResponseReturnValue:
    """The newest of all powers, or of one."""
    power = request.args.get("power")
    name = get_public_power(power).name if power else None
    found, _ = list_results(power, most=50)
    updated = found[0].finished_at if found else now()
    page = render_template("hall/results.atom", found=found, updated=updated, power=power, name=name)
    return Response(page, mimetype="application/atom+xml")


def figures_page() -> ResponseReturnValue:
    first, last = _span()
    return render_template(
        "hall/figures.html", here="figures", figures=figures(first, last), months=by_month(12), first=first, last=last,
        grades=grades(first, last), enquiries=ends_of(current_app.config["ENQUIRIES"], first, last),
    )  # fmt: skip


def lobby() -> ResponseReturnValue:
    """For the screen in the service centre: the figures, what came in last and the last results, renewed by itself."""
    return render_template(
        "hall/lobby.html", moment=this_moment(), cases=list_running(most=4)[0],
        results=list_results(most=5)[0],
    )  # fmt: skip


def open_data() -> ResponseReturnValue:
    return render_template("hall/open_data.html", here="", names=list(SCHEMAS))


def open_schema(name: str) -> ResponseReturnValue:
    if name not in SCHEMAS:
        abort(404)
    return jsonify(SCHEMAS[name])


def open_json(name: str) -> ResponseReturnValue:
    return jsonify(_rows(name))


def open_csv(name: str) -> ResponseReturnValue:
    """The same as a table; nested parts as JSON text, and nothing that a spreadsheet would take for a formula."""
    rows, columns = _rows(name), list(SCHEMAS[name]["items"]["properties"])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    headers = {"Content-Disposition": f"attachment; filename={name}.csv"}
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers=headers)


def verify() -> ResponseReturnValue:
    return render_template("hall/verify.html", here="verify", heads=list_heads()[-14:][::-1], office_key=key_id(OFFICE))


def heads() -> ResponseReturnValue:
    return jsonify(
        [
            {"day": h.day.isoformat(), "cases": h.cases, "root": h.root.hex(), "signature": h.signature.hex()}
            for h in list_heads()
        ]
    )


def key_file(whose: str) -> ResponseReturnValue:
    keys = {"log": public_key, "legal-office": lambda: public_pem(OFFICE)}
    if whose not in keys:
        abort(404)
    return Response(keys[whose](), mimetype="application/x-pem-file")


def sitemap() -> ResponseReturnValue:
    sections = ("home", "powers", "running", "results", "answers", "calls", "ask", "figures", "open_data", "verify")
    addresses = [url_for(f"hall.{name}", _external=True) for name in sections]
    codes = islice(list_codes(), 50_000 - len(addresses))
    addresses += [url_for("hall.guide", code=code, _external=True) for code in codes]
    page = render_template("hall/sitemap.xml", addresses=addresses)
    return Response(page, mimetype="application/xml")


def robots() -> ResponseReturnValue:
    """The catalogue and the results are for everybody; applications and single cases are nobody's to gather."""
    said = ["User-agent: *", "Disallow: /cases/", "Disallow: /track", "Disallow: /sign-in", "Disallow: /inbox"]
    return Response(
        "\n".join([*said, f"Sitemap: {url_for('hall.sitemap', _external=True)}", ""]), mimetype="text/plain"
    )


def _span() -> tuple[date, date]:
    """From when to when the figures are asked for; this year by default."""
    asked = []
    for name in ("from", "to"):
        try:
            asked.append(date.fromisoformat(request.args.get(name, "")))
        except ValueError:
            asked.append(None)
    last = min(asked[1] or today(), today())
    first = asked[0] or last.replace(month=1, day=1)
    return (max(first, last - timedelta(days=3660)), last) if first <= last else (last, last)


def _rows(name: str) -> list[dict[str, Any]]:
    made: Mapping[str, Any] = {
        "catalogue": _catalogue, "running": _running, "results": _results, "statistics": _statistics,
    }  # fmt: skip
    if name not in made:
        abort(404)
    return list(made[name]())


def _catalogue() -> Iterable[dict[str, Any]]:
    for entry in list_entries():
        yield {**entry, "url": url_for("hall.guide", code=entry["code"], _external=True)}


def _running() -> Iterable[dict[str, Any]]:
    found, _ = list_running(most=MOST)
    for r in found:
        begun = local_time(r.begun_at)
        yield {
            "power": r.power_code, "name": r.power.zh, "name_en": r.power.en, "applicant": r.applicant.zh,
            "organisation": r.organisation.zh, "begun_on": begun and begun.date().isoformat(),
            "stage": "、".join(stage.zh for stage in r.at), "stage_en": ", ".join(stage.in_("en") for stage in r.at),
            "used": r.used, "allowed": r.allowed and r.allowed.amount, "unit": r.allowed and r.allowed.unit,
            "light": r.light, "suspended": r.suspended,
        }  # fmt: skip


def _results() -> Iterable[dict[str, Any]]:
    found, _ = list_results(most=MOST)
    for r in found:
        finished = local_time(r.finished_at)
        yield {
            "power": r.power_code, "name": r.power.zh, "name_en": r.power.en, "applicant": r.applicant.zh,
            "organisation": r.organisation.zh, "outcome": r.outcome.zh, "outcome_en": r.outcome.en, "used": r.used,
            "allowed": r.allowed and r.allowed.amount, "unit": r.allowed and r.allowed.unit, "late": r.late,
            "finished_at": finished and finished.isoformat(timespec="minutes"),
        }  # fmt: skip


def _statistics() -> Iterable[dict[str, Any]]:
    first, last = _span()
    for f in figures(first, last):
        yield {
            "category": f.code, "name": f.category.zh, "name_en": f.category.en, "from": first.isoformat(),
            "to": last.isoformat(), "begun": f.begun, "decided": f.decided, "on_time": f.on_time,
            "share_of_limit_used": f.mean_share,
        }  # fmt: skip


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        value = orjson.dumps(value).decode()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
