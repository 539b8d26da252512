"""Signing in and out; one's password."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.extensions import limiter
from app.people.commands import change_password, sign_in
from app.people.errors import CannotChange, WrongPassword
from app.people.queries import DemoAccount, list_demo_accounts
from app.people.session import close_session, current_officer
from engine import Text

pages = Blueprint("people", __name__)


class SignInForm(FlaskForm):
    username = StringField(_("用户名"), [InputRequired(_("请填写用户名")), Length(max=64)])
    password = PasswordField(_("密码"), [InputRequired(_("请填写密码")), Length(max=256)])
    next = HiddenField()


@pages.get("/sign-in")
def sign_in_page() -> ResponseReturnValue:
    return _page(SignInForm(request.args, meta={"csrf": True}))


@pages.post("/sign-in")
@limiter.limit("10 per minute", deduct_when=lambda response: response.status_code == 422)
def sign_in_submit() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    try:
        sign_in(form.username.data, form.password.data)
    except WrongPassword as refusal:
        return _page(form, refusal), 422
    return redirect(_inside(form.next.data), 303)


class PasswordForm(FlaskForm):
    current = PasswordField(_("现在的密码"), [InputRequired(_("请填写现在的密码")), Length(max=256)])
    new = PasswordField(_("新密码"), [InputRequired(_("请填写新密码")), Length(max=256)])
    again = PasswordField(_("再填一遍"), [EqualTo("new", _("两遍填的不一样"))])


@pages.get("/password")
def password_page() -> ResponseReturnValue:
    return render_template("people/password.html", form=PasswordForm(), refusal=None)


@pages.post("/password")
@limiter.limit("10 per minute", deduct_when=lambda response: response.status_code == 422)
def password_submit() -> ResponseReturnValue:
    form, refusal, officer = PasswordForm(), None, current_officer()
    assert officer is not None
    if form.validate():
        try:
            change_password(officer.id, form.current.data, form.new.data)
        except (WrongPassword, CannotChange) as refused:
            refusal = refused
        else:
            flash(gettext("密码改好了；别处登录的都已退出。"), "ok")
            return redirect(url_for("inbox.index"), 303)
    return render_template("people/password.html", form=form, refusal=refusal), 422


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    close_session()
    return redirect(url_for("people.sign_in_page"), 303)


def _page(form: SignInForm, refusal: WrongPassword | None = None) -> str:
    bodies: dict[Text, list[DemoAccount]] = {}
    for account in list_demo_accounts():
        bodies.setdefault(account.organisation, []).append(account)
    largest_first = sorted(bodies.items(), key=lambda body: -len(body[1]))
    return render_template("people/sign_in.html", form=form, refusal=refusal, demo_bodies=largest_first)


def _inside(address: str | None) -> str:
    """Where to go on; never to another site."""
    parts = urlsplit(address or "")
    if (
        address
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not parts.netloc
        and not parts.scheme
    ):
        return address
    return "/inbox"
