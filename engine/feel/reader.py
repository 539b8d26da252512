"""A place in a list of tokens, and how to go on from there."""

from engine.feel.budget import MAX_NESTING, too_much
from engine.feel.errors import FeelError, error_at
from engine.feel.known import PROPERTIES, KnownNames
from engine.feel.lexer import KEYWORDS, Token, plain_name, tokens_of
from engine.text import Text

NAME_SIGNS = frozenset("+-*/.'")


class Reader:
    """Looks at tokens one by one; what a grammar is written with."""

    def __init__(self, source: str, known: KnownNames) -> None:
        self.source = source
        self.known = known
        self.tokens = tokens_of(source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these words or signs."""
        token = self.tokens[self.index]
        return token.text in texts and (token.kind == "op" or token.kind == "name")

    def sees_after(self, offset: int, text: str) -> bool:
        """Whether the token ``offset`` places on is this word or sign."""
        at = min(self.index + offset, len(self.tokens) - 1)
        return self.tokens[at].text == text and self.tokens[at].kind in ("op", "name")

    def take(self) -> Token:
        """The next token, now read."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def accept(self, *texts: str) -> bool:
        """Read the next token if it is one of these."""
        if self.sees(*texts):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Read this word or sign. Raises FeelError when something else stands here."""
        if not self.sees(text):
            raise self.unexpected(text)
        return self.take()

    def unexpected(self, wanted: str = "") -> FeelError:
        """The error for a token that cannot stand here."""
        token = self.token
        zh = "表达式在此中断" if token.kind == "end" else f"此处不应出现“{token.text}”"
        en = "The expression ends too early" if token.kind == "end" else f"{token.text!r} cannot stand here"
        if wanted:
            zh, en = f"{zh}，应为“{wanted}”", f"{en}; {wanted!r} is expected"
        return error_at(self.source, token.at, zh + "。", en + ".", self._mend())

    def _mend(self) -> Text | None:
        token, before = self.token, self.tokens[self.index - 1] if self.index else None
        if token.kind == "op" and token.text == "=" and before and before.text == "=":
            return Text("相等只写一个 =。", "Equality is written with a single =.")
        if before and token.kind == before.kind == "name" and token.text not in KEYWORDS:
            name = f"{before.text} {token.text}"
            meant = self.known.closest(name) if len(name) < 80 else None
            if meant:
                return Text(f"是否指“{meant}”？", f"Is {meant!r} meant?")
            return Text(f"如果“{name}”是一个名称，请先声明它。", f"If {name!r} is one name, it must be declared first.")
        return None

    def deeper(self, at: int) -> None:
        """Enter a bracket or a branch. Raises OverBudget when there are too many inside one another."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            error = too_much(f"嵌套超过 {MAX_NESTING} 层", f"is nested more than {MAX_NESTING} deep")
            raise error

    def known_name(self) -> str:
        """Read the longest known name or a single word."""
        found = self.known.match(self.tokens, self.index)
        if found is None:
            raise self.unexpected("name" if self.token.kind == "end" else "")
        self.index += found[1]
        return found[0]

    def property_name(self) -> str:
        """Read a name after a dot, where a keyword is a name too."""
        for entry in PROPERTIES:
            first, second = entry.split()
            if self.sees(first) and self.sees_after(1, second):
                self.index += 2
                return entry
        found = self.known.match(self.tokens, self.index)
        if found is not None:
            self.index += found[1]
            return found[0]
        if self.token.kind != "name":
            raise self.unexpected()
        return self.take().text

    def new_name(self, *ends: str) -> str:
        """Read a name that is being introduced, up to one of ``ends``, and know it from now on."""
        start = last = self.token
        if start.kind != "name" or self.sees(*ends):
            raise self.unexpected()
        while not self.sees(*ends):
            if self.token.kind not in ("name", "number") and not self.sees(*NAME_SIGNS):
                raise self.unexpected(ends[0])
            last = self.take()
        name = plain_name(self.source[start.at : last.end])
        self.known.add(name)
        return name

    def sees_label(self) -> bool:
        """Whether a name and a colon follow, as before a named argument."""
        index = self.index
        if self.tokens[index].kind != "name":
            return False
        while self.tokens[index].kind in ("name", "number") or self.tokens[index].text in NAME_SIGNS:
            if self.tokens[index].kind == "string":
                return False
            index += 1
        return self.tokens[index].text == ":" and self.tokens[index].kind == "op"
