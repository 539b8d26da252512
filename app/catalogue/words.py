"""Words to search by: Chinese has no spaces, so every pair of neighbouring characters is a word, and every single one
of a name; of names also every pair of neighbouring initials in pinyin (spjy finds 食品经营许可).
"""

import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

MOST_WORDS = 40
_LETTERS, _CHINESE = re.compile("[a-z]{2,16}"), re.compile(r"[\u3400-\u9fff]+")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


def query_words(text: str) -> list[str]:
    """The words of what somebody typed; a single Chinese character stands for itself."""
    return list(dict.fromkeys(_words(text[:200])))[:MOST_WORDS]


def weighted_words(weighted: Iterable[tuple[int, str]], names: Iterable[str]) -> dict[str, int]:
    """Every word of the texts with the heaviest weight it has; of names also the single characters."""
    found: dict[str, int] = {}
    for weight, text in weighted:
        for word in _words(text):
            found[word] = max(found.get(word, 0), weight)
    for name in names:
        for character in name.lower():
            if not character.isascii() and _RUNS.match(character):
                found.setdefault(character, 1)
        for pair in _pairs(_initials(name)):
            found.setdefault(f"~{pair}", 3)
    return found


def initials_words(text: str) -> list[str]:
    """The words of what may be initials in pinyin; none where it is anything else."""
    typed = text.strip().lower()
    return [f"~{pair}" for pair in dict.fromkeys(_pairs(typed))] if _LETTERS.fullmatch(typed) else []


def event_word(code: str) -> str:
    """The word by which the items of a life event are found; nobody can type it."""
    return f"@{code}"


def _initials(name: str) -> str:
    return "".join(lazy_pinyin("".join(_CHINESE.findall(name)), style=Style.FIRST_LETTER, errors="ignore"))


def _words(text: str) -> list[str]:
    words: list[str] = []
    for run in _RUNS.findall(text.lower()):
        words.extend([run] if run.isascii() or len(run) == 1 else _pairs(run))
    return words


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
