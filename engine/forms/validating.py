"""Raw answers -> typed values of the fields that a person is asked, or every error there is."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import FieldError, FormInvalid
from engine.feel import Env
from engine.forms import ids, messages
from engine.forms.answers import WrongAnswer, is_blank, read_value
from engine.forms.bounds import Bound, worked_out
from engine.forms.constraints import broken
from engine.forms.model import GROUPS, Field, Form, Values
from engine.forms.parts import ID_KINDS
from engine.forms.visibility import compiled, in_order, is_visible
from engine.text import Text

_SHOWN_UNKNOWN = 20


def validate(form: Form, raw: Mapping[str, Any], env: Env | None, lenient: bool, known: Mapping[str, Any]) -> Values:
    run = _Run(form, env, known)
    values = run.group(form.fields, raw, "")
    if lenient:
        return values
    named = {error.path for error in run.errors}
    for error in broken(form.checker, values, run.path_of, frozenset(run.hidden)):
        if not any(error.path == path or path.startswith(f"{error.path}.") for path in named):
            run.errors.append(error)
            named.add(error.path)
    if run.errors:
        raise FormInvalid(_sorted(form, run.errors))
    return values


def hidden(form: Form, raw: Mapping[str, Any], env: Env | None, known: Mapping[str, Any]) -> frozenset[str]:
    run = _Run(form, env, known)
    run.group(form.fields, raw, "")
    return frozenset(run.hidden)


class _Run:
    """One pass over the answers, collecting values, errors and what is hidden."""

    def __init__(self, form: Form, env: Env | None, known: Mapping[str, Any]) -> None:
        self.form = form
        self.env = env or Env(now=datetime.now(UTC), calendar=None)
        self.known = known
        self.today = _today(env) if env else None
        self.errors: list[FieldError] = []
        self.hidden: set[str] = set()
        self.kept_rows: dict[str, list[int]] = {}  # which rows were not blank

    def path_of(self, value_path: str) -> str:
        """Where in the answers a value came from: blank rows are in the one and not in the other."""
        path = ""
        for name in value_path.split("."):
            kept = self.kept_rows.get(path)
            path = f"{path}.{kept[int(name)] if kept and name.isdecimal() else name}" if path else name
        return path

    def group(
        self, fields: Iterable[Field], raw: Mapping[str, Any], prefix: str, outer: Values | None = None
    ) -> Values:
        fields = tuple(fields)
        found: Values = {}
        for name in [name for name in raw if name not in {field.name for field in fields}][:_SHOWN_UNKNOWN]:
            self._wrong(f"{prefix}{str(name)[:60]}", messages.UNKNOWN)
        for field in in_order(self.form.name, fields):
            path = f"{prefix}{field.name}"
            seen = {**self.known, **dict.fromkeys((f.name for f in fields), None), **(outer or {}), **found}
            if not is_visible(field, seen, self.env):
                self.hidden.add(path)
                continue
            value = self._value(field, raw.get(field.name), path, {**(outer or {}), **found})
            if value is not None:
                found[field.name] = value
        return {field.name: found[field.name] for field in fields if field.name in found}

    def _value(self, field: Field, raw: Any, path: str, outer: Values) -> Any:
        if is_blank(raw):
            return self._nothing(field, path, outer)
        if field.widget == "rows":
            return self._rows(field, raw, path, outer)
        if field.widget in GROUPS:
            return self._group(field, raw, path, outer)
        try:
            value = read_value(field, raw)
        except WrongAnswer as wrong:
            return self._wrong(path, wrong.text)
        if value == "" or value == []:
            return self._nothing(field, path, outer)
        problem = self._problem(field, value, outer)
        return value if problem is None else self._wrong(path, problem)

    def _nothing(self, field: Field, path: str, outer: Values) -> None:
        if not field.required:
            return
        if field.widget in GROUPS:
            self.group(field.fields, {}, f"{path}.", outer)
            return
        said = {
            "choice": messages.CHOOSE,
            "choices": messages.CHOOSE,
            "yesno": messages.CHOOSE,
            "file": messages.UPLOAD,
            "declaration": messages.TICK,
            "rows": messages.too_few_rows(field.min_rows or 1),
        }
        self._wrong(path, said.get(field.widget, messages.REQUIRED))

    def _rows(self, field: Field, raw: Any, path: str, outer: Values) -> Any:
        if not isinstance(raw, list):
            return self._wrong(path, messages.NOT_ROWS)
        if len(raw) > 2 * (field.max_rows or 0) + 10:
            return self._wrong(path, messages.too_many_rows(field.max_rows))
        rows = [(index, row) for index, row in enumerate(raw) if not is_blank(row)]
        if field.max_rows is not None and len(rows) > field.max_rows:
            return self._wrong(path, messages.too_many_rows(field.max_rows))
        if field.min_rows is not None and len(rows) < field.min_rows:
            self._wrong(path, messages.too_few_rows(field.min_rows))
        self.kept_rows[path] = [index for index, _ in rows]
        before = len(self.errors)
        read = [self._row(field, row, f"{path}.{index}.", outer) for index, row in rows]
        return [row for row in read if row is not None] if len(self.errors) == before else None

    def _row(self, field: Field, row: Any, prefix: str, outer: Values) -> Any:
        if not isinstance(row, Mapping):
            return self._wrong(prefix.rstrip("."), messages.NOT_GROUP)
        return self.group(field.fields, row, prefix, outer)

    def _group(self, field: Field, raw: Any, path: str, outer: Values) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, messages.NOT_GROUP)
        if field.widget == "person":
            raw = _named_kind(field, raw)
        before = len(self.errors)
        group = self.group(field.fields, raw, f"{path}.", outer)
        if len(self.errors) > before:
            return None
        if field.widget == "person":
            self._person(group, path)
        return group

    def _person(self, person: Values, path: str) -> None:
        number = str(person.get("id_number", "")).replace(" ", "").replace("-", "").upper()
        checks = {
            "idcard": lambda: ids.wrong_resident_id(number, self.today),
            "uscc": lambda: ids.wrong_credit_code(number),
            "passport": lambda: ids.wrong_passport(number),
        }
        problem = checks[person["id_type"]]() if person.get("id_type") in checks and number else None
        if problem is not None:
            self._wrong(f"{path}.id_number", problem)
        if number:
            person["id_number"] = number

    def _problem(self, field: Field, value: Any, outer: Values) -> Text | None:
        if isinstance(value, str) and field.format == "phone":
            return ids.wrong_phone(value.replace(" ", ""))
        if isinstance(value, str) and field.format == "email":
            return ids.wrong_email(value)
        if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
            return messages.too_long(field.max_length)
        if isinstance(value, Decimal):
            return self._number_problem(field, value, outer)
        if isinstance(value, date):
            return self._date_problem(field, value, outer)
        return None

    def _date_problem(self, field: Field, value: date, outer: Values) -> Text | None:
        earliest, latest = self._limit(field.min, outer), self._limit(field.max, outer)
        if isinstance(earliest, date) and value < earliest:
            return messages.not_before(earliest)
        return messages.not_after(latest) if isinstance(latest, date) and value > latest else None

    def _number_problem(self, field: Field, value: Decimal, outer: Values) -> Text | None:
        low, high = self._limit(field.min, outer), self._limit(field.max, outer)
        if low is None and field.widget == "money":
            low = Decimal(0)
        if isinstance(low, Decimal) and value < low:
            return messages.at_least(low)
        return messages.at_most(high) if isinstance(high, Decimal) and value > high else None

    def _limit(self, limit: object, outer: Values) -> Bound:
        return worked_out(limit, {**self.known, **outer}, self.env)

    def _wrong(self, path: str, text: Text) -> Any:
        """Note the error; there is no value."""
        self.errors.append(FieldError(path, text))


def _today(env: Env) -> date | None:
    found = compiled("today()")({}, env) if env.now is not None else None
    return found if isinstance(found, date) else None


def _named_kind(field: Field, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where only one kind of document is possible nobody is asked for it."""
    kinds = [kind for kind, (whose, _) in ID_KINDS.items() if whose in field.kinds]
    return {**raw, "id_type": kinds[0]} if len(kinds) == 1 and is_blank(raw.get("id_type")) else raw


def _sorted(form: Form, errors: list[FieldError]) -> list[FieldError]:
    """In the order in which the form asks."""

    def place(error: FieldError) -> tuple[int | float, ...]:
        fields = form.fields
        spots: list[int | float] = []
        for name in error.path.split("."):
            if name.isascii() and name.isdecimal():
                spots.append(int(name[:9]))
                continue
            index = next((i for i, field in enumerate(fields) if field.name == name), None)
            if index is None:
                return (*spots, float("inf"))
            spots.append(index)
            fields = fields[index].fields
        return tuple(spots)

    return sorted(errors, key=place)
