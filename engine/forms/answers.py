"""One raw answer -> one typed value. Raises WrongAnswer with what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.forms import messages
from engine.forms.model import Field
from engine.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff￾￿]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.A)
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?", re.A)
_DIGITS = 30
_YES = {"yes", "true", "on", "1", "是"}
_NO = {"no", "false", "off", "0", "否"}


class WrongAnswer(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def is_blank(raw: Any) -> bool:
    """Nothing was answered: no key, white space, an empty list, or a group with nothing in it."""
    if raw is None:
        return True
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_blank(part) for part in raw.values())
    if isinstance(raw, list | tuple):
        return all(is_blank(part) for part in raw)
    return False


def read_value(field: Field, raw: Any) -> Any:
    return _READERS[field.widget](field, raw)


def _text(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        raise WrongAnswer(messages.NOT_TEXT)
    text = _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if field.widget == "longtext" else " ".join(text.split("\n"))


def _number(field: Field, raw: Any) -> Decimal:
    wrong = messages.NOT_MONEY if field.widget == "money" else messages.NOT_NUMBER
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise WrongAnswer(wrong)
    text = format(raw, "f") if isinstance(raw, Decimal) else unicodedata.normalize("NFKC", str(raw))
    text = re.sub(r"(?<=\d)[, ](?=\d{3})", "", text.strip().removeprefix("¥").strip())
    if not _NUMBER.fullmatch(text):
        raise WrongAnswer(wrong)
    if sum(sign.isdigit() for sign in text) > _DIGITS:
        raise WrongAnswer(messages.TOO_LONG_NUMBER)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise WrongAnswer(wrong) from None
    if field.integer and number != number.to_integral_value():
        raise WrongAnswer(messages.NOT_WHOLE)
    if field.widget == "money" and number != round(number, 2):
        raise WrongAnswer(messages.CENTS)
    return number


def _date(field: Field, raw: Any) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", raw).strip()) if isinstance(raw, str) else None
    if match is None:
        raise WrongAnswer(messages.NOT_DATE)
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise WrongAnswer(messages.NOT_DATE) from None


def _choice(field: Field, raw: Any) -> str:
    if not isinstance(raw, str) or field.option(raw) is None:
        raise WrongAnswer(messages.NOT_OPTION)
    return raw


def _choices(field: Field, raw: Any) -> list[str]:
    chosen = [part for part in (raw if isinstance(raw, list | tuple) else [raw]) if not is_blank(part)]
    if any(not isinstance(part, str) or field.option(part) is None for part in chosen):
        raise WrongAnswer(messages.NOT_OPTION)
    if len(set(chosen)) != len(chosen):
        raise WrongAnswer(messages.REPEATED)
    return [option.value for option in field.options if option.value in chosen]


def _yesno(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else None
    if word in _YES or word in _NO:
        return word in _YES
    raise WrongAnswer(messages.NOT_YESNO)


def _declaration(field: Field, raw: Any) -> bool:
    if _yesno(field, raw) is not True:
        raise WrongAnswer(messages.TICK)
    return True


def _file(field: Field, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("name"), str):
        raise WrongAnswer(messages.NOT_FILE)
    if not all(isinstance(raw.get(part), str) for part in ("id", "sha256", "type")) or type(raw.get("size")) is not int:
        raise WrongAnswer(messages.NOT_FILE)
    if field.accept and not raw["name"].lower().endswith(field.accept):
        raise WrongAnswer(messages.wrong_type(field.accept))
    if field.max_bytes is not None and raw["size"] > field.max_bytes:
        raise WrongAnswer(messages.too_big(field.max_bytes))
    return {part: raw[part] for part in ("id", "name", "sha256", "size", "type")}


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text,
    "longtext": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yesno": _yesno,
    "declaration": _declaration,
    "file": _file,
}
