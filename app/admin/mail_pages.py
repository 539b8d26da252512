"""Mail that could not be sent: why, and trying again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asked import whole
from app.mail.outbox import count_given_up, let_go, list_unsent, try_again, try_all_again
from app.mail.settings import the_post
from app.mail.untold import count_untold, list_untold


def add_to(pages: Blueprint) -> None:
    pages.add_url_rule("/mail", "mails", mails, methods=["GET"])
    pages.add_url_rule("/mail", "handle_mail", handle_mail, methods=["POST"])
    pages.app_context_processor(lambda: {"unsent_mails": lambda: count_given_up() + count_untold()})


def mails() -> ResponseReturnValue:
    return render_template("admin/mails.html", here="mails", mails=list_unsent(), untold=list_untold(), post=the_post())


def handle_mail() -> ResponseReturnValue:
    id = request.form.get("_mail", 0, type=whole)
    if request.form.get("_act") == "drop":
        let_go(id)
        flash(_("这封邮件不再发送。"), "ok")
    else:
        try_again(id) if id else try_all_again()
        flash(_("已重新排队，马上再试。"), "ok")
    return redirect(url_for("admin.mails"), 303)
