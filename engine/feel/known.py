"""Names that may hold spaces and signs, matched longest first (DMN 1.5, 10.3.1.2, rules 27 to 32)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from engine.feel.lexer import KEYWORDS, Token, plain_name, words_of

PROPERTIES = ("time offset", "start included", "end included")


@dataclass(slots=True)
class KnownNames:
    """What a parser may take for one name although it is several words."""

    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    more: "KnownNames | None" = None

    @classmethod
    def of(cls, names: Iterable[str], more: "KnownNames | None" = None) -> "KnownNames":
        """All of ``names``, and those of ``more``, which is left as it is."""
        known = cls({}, more)
        for name in names:
            known.add(name)
        return known

    def add(self, name: str) -> None:
        """Know a name from now on; one word alone needs no knowing."""
        words = words_of(name)
        if len(words) < 2:
            return
        entries = self.by_first.setdefault(words[0], [])
        entry = (words, plain_name(name))
        if entry not in entries:
            entries.append(entry)
            entries.sort(key=lambda e: -len(e[0]))

    def closest(self, name: str) -> str | None:
        """A known name of several words that is written almost like this one."""
        names: list[str] = []
        known: KnownNames | None = self
        while known is not None:
            names += [full for entries in known.by_first.values() for _, full in entries]
            known = known.more
        return next(iter(get_close_matches(name, names, 1, 0.8)), None)

    def match(self, tokens: list[Token], index: int) -> tuple[str, int] | None:
        """The longest known name that begins at ``tokens[index]``, and how many tokens it takes."""
        first = tokens[index]
        if first.kind != "name":
            return None
        known: KnownNames | None = self
        longest: tuple[str, int] | None = None
        while known is not None:
            for words, name in known.by_first.get(first.text, ()):
                if longest is not None and longest[1] >= len(words):
                    break
                if all(t.text == w and t.kind != "string" for t, w in zip(tokens[index:], words, strict=False)):
                    longest = name, len(words)
            known = known.more
        if longest is not None:
            return longest
        return None if first.text in KEYWORDS else (first.text, 1)
