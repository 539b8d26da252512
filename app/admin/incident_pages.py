"""What has failed: the list, one incident with its case, and what can be done about it. Works without JavaScript."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.answers import read_answers
from app.cases.errors import AnswersRefused, NoSuchIncident
from app.cases.incident_queries import IncidentPage, count_incidents, incident_page, list_incidents, question
from app.cases.keys import new_key
from app.cases.owner import Owner
from app.cases.resolving import Mend, Resolve, Skip, Supply, resolve, retry
from app.errors import status_of
from app.language import show_text
from app.people.queries import Officer
from app.people.session import current_officer
from app.refusal import Refusal
from app.ui.asking import told
from app.ui.telling import in_stead
from engine import EngineError, FormInvalid, Text

CASE = "0"


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/incidents", "incidents", index, methods=["GET"])
    pages.add_url_rule("/incidents/<int:incident_id>", "incident", show, methods=["GET"])
    pages.add_url_rule("/incidents/<int:incident_id>", "mend_incident", send, methods=["POST"])
    pages.app_context_processor(lambda: {"open_incidents": count_incidents})


def index() -> ResponseReturnValue:
    over = request.args.get("over") == "1"
    return render_template("admin/incidents.html", here="incidents", over=over, incidents=list_incidents(not over))


def show(incident_id: int) -> ResponseReturnValue:
    return _page(incident_page(incident_id, _officer()))


def send(incident_id: int) -> ResponseReturnValue:
    page, done = incident_page(incident_id, _officer()), ""
    answers: Mapping[str, Any] = {}
    try:
        if request.form.get("_act") == "retry":
            done = _retried(page)
        else:
            answers = _answers(page)
            done = _resolved(page, answers)
    except AnswersRefused as refusal:
        return _page(page, refusal.answers, refusal), 422
    except FormInvalid as refusal:
        return _page(page, answers, refusal), 422
    except (Refusal, EngineError) as refusal:
        return _page(incident_page(incident_id, _officer()), answers, refusal), status_of(refusal)
    flash(done, "ok")
    return redirect(url_for("admin.incident", incident_id=incident_id), 303)


def _retried(page: IncidentPage) -> str:
    if retry(page.incident.id, _officer()):
        return _("已重试，办件往前走了。")
    return _(
        "现在走得通了。%(who)s写的还在，由本人重新签署。", who=in_stead(page.incident.by_name) or _("申请人、当事人")
    )


def _resolved(page: IncidentPage, answers: Mapping[str, Any]) -> str:
    form = request.form
    name, scope = _asked_for()
    match form.get("_act"):
        case "mend":
            asked = question(page, name, scope)[0] is not None
            work = Mend(name, scope, answers if asked else None, form.get("_value", ""))
            said = _("已更正并记入案卷。接着重试。")
        case "skip":
            work, said = Skip(form.get("_waiting", "")), _("已跳过并记入案卷。")
        case "supply":
            work, said = Supply(page.supplied or "", form.get("_value", "")), _("结果已记入案卷。接着重试。")
        case "close":
            work, said = None, _("这条故障已关闭。")
        case _:
            raise NoSuchIncident
    resolve(Resolve(page.incident.id, form.get("_reason", ""), form.get("_key", ""), _officer(), work))
    return said


def _answers(page: IncidentPage) -> Mapping[str, Any]:
    asked, _now = question(page, *_asked_for())
    if request.form.get("_act") != "mend" or asked is None:
        return {}
    return read_answers(asked, request, Owner.officer(_officer(), page.file.id))


def _asked_for() -> tuple[str, str]:
    return request.values.get("_name", ""), request.values.get("_scope") or CASE


def _page(page: IncidentPage, answers: Mapping[str, Any] | None = None, refusal: Any = None) -> str:
    name, scope = _asked_for()
    form, value = question(page, name, scope) if name else (None, None)
    given = answers or (form.to_raw({name: value}) if form else {})
    errors = refusal.errors if isinstance(refusal, FormInvalid) else ()
    why: Text | None = None if errors or refusal is None else refusal.text
    return render_template(
        "admin/incident.html", here="incidents", page=page, incident=page.incident, file=page.file, name=name,
        scope=scope, form=form, told=told(form, given, errors) if form else None, refusal=why,
        before=next((v.text for v in page.values if (v.name, v.scope) == (name, scope)), ""),
        acting=request.form.get("_act", ""), reason=request.form.get("_reason", ""), result=page.result,
        typed=request.form.get("_value", ""), key=new_key(),
        act_names=_act_names(), title=show_text(page.incident.element) or show_text(page.incident.tried),
    )  # fmt: skip


def _act_names() -> dict[str, str]:
    return {
        "retry": _("重试：走通了"),
        "failed": _("重试：仍然不通"),
        "mend": _("更正数据"),
        "skip": _("跳过环节"),
        "supply": _("人工给出结果"),
        "close": _("关闭"),
    }


def _officer() -> Officer:
    officer = current_officer()
    assert officer is not None, "the access table lets nobody else in"
    return officer
