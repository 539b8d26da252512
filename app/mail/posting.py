"""Handing one mail to the mail server."""

import re
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr

from app.clock import now
from app.mail.addresses import masked
from app.mail.settings import Post

_ADDRESS = re.compile(r"[^\s<>:,;]+@[^\s<>:,;]+")
A_WORD, THE_WHOLE = 15, 40  # seconds; less than a job's lease, so that nobody else begins while this one is at it


@dataclass(frozen=True, slots=True)
class Letter:
    """``name`` stays the same however often it is tried; ``stop`` ends the subscription."""

    name: str
    to: str
    subject: str
    text: str
    language: str
    stop: str


class NotSent(Exception):
    """Try again. Never says the address in full."""


class RefusedForGood(NotSent):
    """The mail server does not take it, now or later."""


def hand_over(post: Post, letter: Letter) -> None:
    """Raises NotSent, RefusedForGood."""
    message = written(post, letter)
    try:
        with _server(post) as server:
            server.send_message(message, from_addr=parseaddr(post.sender)[1], to_addrs=[letter.to])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        raise _told(code, said) from None
    except smtplib.SMTPDataError as refusal:
        raise _told(refusal.smtp_code, refusal.smtp_error) from None
    except smtplib.SMTPResponseException as refusal:  # of ourselves: wrong password, sender not allowed
        raise NotSent(_plainly_masked(f"{refusal.smtp_code} {_plain(refusal.smtp_error)}")) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_plainly_masked(f"{type(error).__name__}: {error}")) from None


def written(post: Post, letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(post.sender)
    message["From"] = formataddr((name, address)) if name.isascii() else f"{name} <{address}>"
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.name}@{post.domain}>"
    message["Date"] = format_datetime(now())
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN" if letter.language == "zh" else letter.language
    message["List-Unsubscribe"] = f"<{letter.stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    return message


@contextmanager
def _server(post: Post) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if post.tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(post.host, post.port, post.domain, timeout=A_WORD, context=context)
    else:
        server = smtplib.SMTP(post.host, post.port, post.domain, timeout=A_WORD)
    hurry = threading.Timer(THE_WHOLE, server.close)
    hurry.daemon = True
    hurry.start()
    try:
        server.ehlo()
        if not post.tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not post.tls and post.user:
            raise NotSent("the server offers no encryption, and the password is not sent without it")
        if post.user:
            server.login(post.user, post.password)
        yield server
        _goodbye(server)
    finally:
        hurry.cancel()
        server.close()


def _goodbye(server: smtplib.SMTP) -> None:
    """The mail has been taken; what goes wrong now does not matter."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        return


def _told(code: int, said: bytes | str) -> NotSent:
    return (RefusedForGood if 500 <= code < 600 else NotSent)(_plainly_masked(f"{code} {_plain(said)}"))


def _plain(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _plainly_masked(words: str) -> str:
    return _ADDRESS.sub(lambda found: masked(found[0]), words)
