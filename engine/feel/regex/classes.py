"""Sets of characters: escapes, categories, blocks (XML Schema Datatypes, appendix F.1)."""

import unicodedata
from collections.abc import Callable

CharTest = Callable[[str], bool]

CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)
BLOCKS = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FF), "Thai": (0xE00, 0xE7F), "Tibetan": (0xF00, 0xFFF),
    "Georgian": (0x10A0, 0x10FF), "HangulJamo": (0x1100, 0x11FF), "Mongolian": (0x1800, 0x18AF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF), "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F), "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF), "LetterlikeSymbols": (0x2100, 0x214F), "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF), "MathematicalOperators": (0x2200, 0x22FF), "MiscellaneousTechnical": (0x2300, 0x23FF),
    "EnclosedAlphanumerics": (0x2460, 0x24FF), "BoxDrawing": (0x2500, 0x257F), "BlockElements": (0x2580, 0x259F),
    "GeometricShapes": (0x25A0, 0x25FF), "MiscellaneousSymbols": (0x2600, 0x26FF), "Dingbats": (0x2700, 0x27BF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF), "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F), "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F), "HangulCompatibilityJamo": (0x3130, 0x318F),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F), "HangulSyllables": (0xAC00, 0xD7A3), "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF), "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}  # fmt: skip
SPACE = frozenset(" \t\n\r")


def in_category(name: str) -> CharTest | None:
    r"""``\p{L}``, ``\p{Lu}`` or ``\p{IsHiragana}``; None when there is no such category or block."""
    if name in CATEGORIES:
        return lambda c: unicodedata.category(c).startswith(name)
    block = BLOCKS.get(name[2:]) if name.startswith("Is") else None
    if block is None:
        return None
    low, high = block
    return lambda c: low <= ord(c) <= high


def is_initial(c: str) -> bool:
    r"""``\i``: what may begin an XML name."""
    return c in "_:" or unicodedata.category(c)[0] == "L"


def is_name(c: str) -> bool:
    r"""``\c``: what may stand in an XML name."""
    return c in "_:-.\u00b7" or unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd"


def is_word(c: str) -> bool:
    r"""``\w``: all but punctuation, separators and other."""
    return unicodedata.category(c)[0] not in "PZC"


def is_digit(c: str) -> bool:
    r"""``\d``."""
    return unicodedata.category(c) == "Nd"


def negated(test: CharTest) -> CharTest:
    """All others."""
    return lambda c: not test(c)


ESCAPED: dict[str, CharTest] = {
    "s": SPACE.__contains__,
    "d": is_digit,
    "w": is_word,
    "i": is_initial,
    "c": is_name,
}
ESCAPED |= {letter.upper(): negated(test) for letter, test in ESCAPED.items()}
SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "\\|.-^?*+{}()[]$"}
