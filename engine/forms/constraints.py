"""The schema's own constraints, checked by jsonschema and said in our words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from engine.errors import FieldError
from engine.forms import messages
from engine.text import Text


def _is_number(_: object, value: object) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def _is_integer(checker: object, value: object) -> bool:
    return _is_number(checker, value) and value == int(value)  # type: ignore[call-overload]


def _multiple_of(_: Any, step: Any, value: Any, __: Any) -> Iterator[ValidationError]:
    if _is_number(_, value) and Decimal(value) % Decimal(str(step)) != 0:
        yield ValidationError("not a multiple")


_TYPES = Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer})
_Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"multipleOf": _multiple_of}, type_checker=_TYPES
)

_SAID: dict[str, Callable[[Any], Text]] = {
    "minLength": messages.too_short,
    "maxLength": messages.too_long,
    "minimum": messages.at_least,
    "maximum": messages.at_most,
    "exclusiveMinimum": messages.more_than,
    "exclusiveMaximum": messages.less_than,
    "multipleOf": messages.multiple_of,
    "uniqueItems": lambda _: messages.REPEATED,
    "enum": lambda _: messages.NOT_OPTION,
    "const": lambda _: messages.NOT_OPTION,
    "oneOf": lambda _: messages.NOT_OPTION,
}


def checker_of(schema: Mapping[str, Any]) -> Any:
    """What ``broken`` asks; to be made once, which takes longer than asking it."""
    return _Validator(schema)


def broken(
    checker: Any, values: Mapping[str, Any], path_of: Callable[[str], str], hidden: frozenset[str]
) -> list[FieldError]:
    """What the typed values break, each at the path of its answer; ``hidden`` paths are never missed."""
    said = [found for error in checker.iter_errors(_as_json(values)) for found in _said(error)]
    named = [FieldError(path_of(error.path), error.message) for error in said]
    return [error for error in named if not (error.path in hidden and error.message is messages.REQUIRED)]


def _said(error: ValidationError) -> Iterator[FieldError]:
    path = ".".join(map(str, error.absolute_path))
    if error.validator in ("required", "dependentRequired"):
        for name in _missing(error):
            yield FieldError(f"{path}.{name}" if path else name, messages.REQUIRED)
    elif error.validator in ("minItems", "maxItems"):
        yield FieldError(path, _count(error))
    elif error.validator == "pattern":
        yield FieldError(path, _pattern(error))
    else:
        said = _SAID.get(str(error.validator), lambda _: messages.NOT_ALLOWED)
        yield FieldError(path, said(error.validator_value))


def _missing(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    answers: Any = error.instance
    if isinstance(wanted, Mapping):  # dependentRequired
        wanted = [name for key, names in wanted.items() if key in answers for name in names]
    return [name for name in wanted if name not in answers]


def _count(error: ValidationError) -> Text:
    answers: Any = error.instance
    rows = bool(answers) and isinstance(answers[0], Mapping)
    few = error.validator == "minItems"
    if rows:
        return messages.too_few_rows(error.validator_value) if few else messages.too_many_rows(error.validator_value)
    return messages.too_few_choices(error.validator_value) if few else messages.too_many_choices(error.validator_value)


def _pattern(error: ValidationError) -> Text:
    """``x-pattern`` beside the pattern says in words what is wanted."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if "x-pattern" not in schema:
        return messages.PATTERN
    return Text(str(schema["x-pattern"]), str(schema.get("x-en", {}).get("x-pattern", "")))


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
