"""Following a case or a power by e-mail: asking for it, confirming it from the mailbox, ending it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.access import tracked_case
from app.cases.errors import WrongQueryCode
from app.catalogue.queries import get_public_power
from app.extensions import csrf, limiter
from app.language import language
from app.mail.addresses import WrongAddress
from app.mail.settings import the_post
from app.mail.subscribing import (
    Subscribe,
    confirm,
    find_following,
    followers_of,
    stop,
    stop_for_case,
    subscribe,
)
from app.refusal import Refusal


def add_to(pages: Blueprint) -> None:
    asking = limiter.shared_limit("10 per hour", "by mail", methods=["POST"])
    for address, name, view, methods in (
        ("/cases/<number>/mail", "case_by_mail", asking(case_by_mail), ["GET", "POST"]),
        ("/cases/<number>/mail/<int:id>", "end_by_mail", end_by_mail, ["POST"]),
        ("/powers/<code>/mail", "power_by_mail", asking(power_by_mail), ["GET", "POST"]),
        ("/mail/confirm/<key>", "confirm_mail", confirm_mail, ["GET"]),
        ("/mail/confirm/<key>", "confirmed_mail", confirmed_mail, ["POST"]),
        ("/mail/stop/<key>", "stop_mail", stop_mail, ["GET"]),
        ("/mail/stop/<key>", "stopped_mail", csrf.exempt(stopped_mail), ["POST"]),  # by mail programs (RFC 8058)
    ):
        pages.add_url_rule(address, name, view, methods=methods)
    pages.app_context_processor(lambda: {"mail_is_on": the_post() is not None})


def case_by_mail(number: str) -> ResponseReturnValue:
    try:
        case_id = tracked_case(number)
    except WrongQueryCode:
        return redirect(url_for("hall.look_up"), 303)
    back = url_for("hall.follow", number=number)
    return _asked({"case_id": case_id}, back, number=number, followers=followers_of(case_id))


def power_by_mail(code: str) -> ResponseReturnValue:
    power = get_public_power(code)
    return _asked({"power_code": power.code}, url_for("hall.guide", code=power.code), power=power)


def _asked(what: dict[str, Any], back: str, **about: Any) -> ResponseReturnValue:
    refusal: Refusal | None = None
    typed = request.form.get("address", "")[:300]
    if request.method == "POST":
        try:
            subscribe(Subscribe(typed, language(), **what))
        except WrongAddress as wrong:
            refusal = wrong
        else:
            said = _("已向这个邮箱发出一封信，点信里的链接才算订阅。没有收到，看看垃圾邮件；一个邮箱一天最多收到三封。")
            flash(said, "ok")
            return redirect(request.path, 303)
    page = render_template(
        "hall/by_mail.html", here="track" if "case_id" in what else "powers", back=back, typed=typed, refusal=refusal,
        **about,
    )  # fmt: skip
    return page, 422 if refusal else 200


def end_by_mail(number: str, id: int) -> ResponseReturnValue:
    stop_for_case(tracked_case(number), id)
    flash(_("已取消，不再发信。"), "ok")
    return redirect(url_for("hall.case_by_mail", number=number), 303)


def confirm_mail(key: str) -> ResponseReturnValue:
    """Only a button confirms: programs that look at links in mails confirm nothing."""
    return _page("ask", find_following(key), key)


def confirmed_mail(key: str) -> ResponseReturnValue:
    return _page("confirmed", confirm(key), key)


def stop_mail(key: str) -> ResponseReturnValue:
    return _page("stop", None, key)


def stopped_mail(key: str) -> ResponseReturnValue:
    stop(key)
    return _page("stopped", None, key)


def _page(step: str, following: Any, key: str) -> str:
    return render_template("hall/mail.html", here="", step=step, following=following, key=key)
