"""Questions, complaints and reports: the way in, and the answers that were published. What becomes of them is the flow
of a power like any other (``ENQUIRIES``); this page only fills in what it was come from.
"""

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.asked import whole
from app.cases.answered import list_answers, power_of
from app.catalogue.queries import NoSuchPower, Power, get_power
from app.clock import calendar, now
from app.flows.queries import PowerOutOfService, effective_model
from app.language import show_text
from app.people.queries import list_organisations
from engine import Env, Model

KIND, POWER, CASE = "类别", "所涉事项", "所涉办件"  # how the flow's start form calls them


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/ask", "ask", ask, methods=["GET"])
    pages.add_url_rule("/answers", "answers", answers, methods=["GET"])


def ask() -> ResponseReturnValue:
    """Which of the three it is to be; about a power, or about a case."""
    code = current_app.config["ENQUIRIES"]
    number = request.args.get("case", "")[:60]
    about = _find_power(request.args.get("power") or power_of(number) or "")
    try:
        model = effective_model(code)
    except PowerOutOfService:
        return render_template("hall/ask.html", here="ask", power=_find_power(code), kinds=[], about=about, number="")
    known = {CASE: number, POWER: about and show_text(about.name), **(routed_to(model, _kind(about)) if about else {})}
    given = {name: value for name, value in known.items() if value}
    form = model.start_form
    assert form is not None
    kinds = [(o, url_for("hall.apply", code=code, **{KIND: o.value}, **given)) for o in form.field(KIND).options]
    return render_template(
        "hall/ask.html", here="ask", power=get_power(code), kinds=kinds, about=about, number=number,
        latest=list_answers(most=5)[0],
    )  # fmt: skip


def answers() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    found, more = list_answers(words, request.args.get("before", type=whole))
    return render_template("hall/answers.html", here="ask", words=words, found=found, more=more)


def routed_to(model: Model, authority: str) -> dict[str, str]:
    """The answer to a choice of the start form for which one of the flow's tables gives this authority."""
    env = Env(now=now(), calendar=calendar())
    tables = [model.tables[e.decision] for e in model.elements.values() if e.decision in model.tables]
    for field in model.start_form.fields if model.start_form else ():
        for table in tables:
            if field.name in table.inputs:
                for option in field.options:
                    given = {**dict.fromkeys(table.inputs, ""), field.name: option.value}
                    if table.evaluate(given, env) == authority:
                        return {field.name: option.value}
    return {}


def _kind(power: Power) -> str:
    """What flows call the body whose power this is."""
    return next((o.kind for o in list_organisations() if o.id == power.organisation_id), "")


def _find_power(code: str) -> Power | None:
    try:
        return get_power(code)
    except NoSuchPower:
        return None
