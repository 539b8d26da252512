"""What the platform says no with. Everything typed that a user can meet derives from this."""

from engine import Text


class Refusal(Exception):
    """The platform refused; nothing has changed. ``text`` is for the user, in both languages."""

    text = Text("这件事现在办不了", "This cannot be done now")

    def __init__(self, text: Text | None = None) -> None:
        self.text = text or type(self).text
        super().__init__(str(self.text))
