"""Words to search by: Chinese has no spaces, so every pair of neighbouring characters is a word, and every single one
of a name.
"""

import re
from collections.abc import Iterable

MOST_WORDS = 40
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
    return found


def _words(text: str) -> list[str]:
    words: list[str] = []
    for run in _RUNS.findall(text.lower()):
        words.extend([run] if run.isascii() or len(run) == 1 else _pairs(run))
    return words


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
