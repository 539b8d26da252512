"""A mail server within the test: what it is handed it keeps, and it refuses what it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class PostOffice:
    """``answers``: what the next mails are answered with instead of being taken, the last one again and again."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.to: list[str] = []
        self.answers: list[str] = []
        self.address = ""

    def take(self, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        return "250 OK"

    @property
    def last(self) -> EmailMessage:
        return self.taken[-1]

    def text(self, number: int = -1) -> str:
        return self.taken[number].get_content().replace("\r\n", "\n")


class _Counter:
    """What the server calls; it looks at every attribute of it."""

    def __init__(self, office: PostOffice) -> None:
        self._take = office.take

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        return self._take(envelope)


class _Anywhere(Controller):
    """At a port that the system gives."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = _Anywhere(_Counter(office), hostname="127.0.0.1", port=0, ready_timeout=30)
    controller.start()
    try:
        office.address = f"smtp://127.0.0.1:{controller.port}"
        yield office
    finally:
        controller.stop()


def mail_settings(office: PostOffice) -> dict[str, str]:
    return {"MAIL": office.address, "MAIL_FROM": "云州市 <hall@yunzhou.test>", "ADDRESS": "https://hall.yunzhou.test"}
