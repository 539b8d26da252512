"""What mails say: case number or power, what happened, a link; no name, no answer, no opinion."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import current_app, render_template, url_for

from app.cases.views import EntryView, Tracking
from app.language import show_text
from app.mail.settings import the_post
from app.mail.tables import Subscription
from app.ui.telling import entry_name, hide_entry
from app.ui.wording import wording_of
from engine import Text

if TYPE_CHECKING:
    from app.mail.subscribing import Following
    from app.mail.telling import Change

Said = tuple[str, str]
"""Subject and text."""


def confirmation(following: "Following", key: str, language: str) -> Said:
    with _speaking(language):
        return _mail("confirm", key, following=following, confirm=url_for("hall.confirm_mail", key=key, _external=True))


def worth_telling(entry: EntryView) -> bool:
    """What the tracking page tells too."""
    return not hide_entry(entry)


def news_of_case(case: Tracking, news: Sequence[EntryView], one: Subscription) -> Said:
    with _speaking(one.language):
        words = wording_of(case.model)
        told = [(entry.at, entry_name(entry, words), show_text(entry.by_post)) for entry in news]
        mine = [task for task in case.tasks if task.is_party and not case.suspension]
        link = url_for("hall.look_up", code=case.query_code, _external=True)
        return _mail("case", one.key, case=case, told=told, mine=mine, link=link)


def news_of_power(name: Text, code: str, news: Sequence["Change"], one: Subscription) -> Said:
    with _speaking(one.language):
        return _mail("power", one.key, power=name, news=news, link=url_for("hall.guide", code=code, _external=True))


def _mail(template: str, key: str, **said: object) -> Said:
    """The first line of a template is the subject."""
    stop = url_for("hall.stop_mail", key=key, _external=True)
    subject, _, text = render_template(f"mail/{template}.txt", stop=stop, **said).strip().partition("\n")
    return subject.strip(), text.strip() + "\n"


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    """A page's surroundings without a visitor: addresses of the hall, words of the subscriber's language."""
    post = the_post()
    asked = {"base_url": post.address if post else None, "query_string": {"lang": language}}
    with current_app.app_context(), current_app.test_request_context("/", **asked):
        yield
