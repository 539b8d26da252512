"""Every sentence of the pages has its English: none missing, none fuzzy, none left over, the same placeholders."""

import re
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
METHODS = [*((f"ui/templates/**.{kind}", "jinja2") for kind in ("html", "txt", "atom")), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def said() -> set[str]:
    found = set()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT / "app", METHODS, keywords=KEYWORDS):
        found.add(message if isinstance(message, str) else message[0])
    return found


def english() -> dict[str, Message]:
    with (ROOT / "app/ui/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        return {m.id if isinstance(m.id, str) else m.id[0]: m for m in read_po(file, locale="en") if m.id}


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_sentence_is_translated() -> None:
    assert len(said()) > 200, "the extraction finds them"
    done = {key for key, message in english().items() if all(strings(message)) and not message.fuzzy}
    assert said() - done == set()


def test_no_translation_is_left_over() -> None:
    assert set(english()) - said() == set()


def test_english_is_english_and_keeps_the_placeholders() -> None:
    for key, message in english().items():
        for string in strings(message):
            assert set(re.findall(r"%\(\w+\)[sd]", string)) == set(re.findall(r"%\(\w+\)[sd]", key)), key
            assert not CHINESE.search(re.sub(r"云市监食许〔2026〕1879", "", string)), key


def test_the_templates_hold_no_chinese_outside_of_gettext() -> None:
    """Attributes and text alike; the numerals of the eight elements and the language's own name stay."""
    allowed = re.compile(r"一|二|三|四|五|六|七|八|中文|　")
    for path in (ROOT / "app/ui/templates").rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"\b(?:_|ngettext)\((?:\"[^\"]*\"|'[^']*')(?:\s*,\s*(?:\"[^\"]*\"|'[^']*'))?", "", text)
        if path.name == "home.html":  # a headline whose clauses are kept whole, beside its translation
            text = re.sub(r"\{% else %\}.*?\{% endif %\}", "", text, flags=re.S)
        left = CHINESE.findall(allowed.sub("", text))
        assert not left, f"{path.name}: {''.join(left)}"
