"""The catalogue as files: YAML, JSON, CSV, XLSX. Row after row, and back without loss.

In the two tables each field has a column (``name.zh``); what holds lists stands in its cell as JSON. A row with
``adopts`` says how a body implements the item of that code: it fills in only what is the body's own.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import openpyxl
import yaml

from app.catalogue.adopting import is_blank
from app.catalogue.entry import MAY_LACK, Entry
from app.refusal import Refusal
from engine import Text

KINDS = {
    "yaml": "application/yaml",
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 60_000
MOST_BYTES = 80_000_000
_PAIRS = tuple(f.name for f in fields(Entry) if f.type is Text)
_TRUTHS = ("disclosed", "agents")
_LISTS = ("keywords", "basis", "conditions", "materials", "life_events")
COLUMNS = tuple(
    column for f in fields(Entry) for column in ((f"{f.name}.zh", f"{f.name}.en") if f.name in _PAIRS else (f.name,))
)
ADOPTS = "adopts"
_YES, _NO = {"true", "yes", "1", "是"}, {"false", "no", "0", "否", ""}


class SheetRefused(Refusal):
    """The file as a whole cannot be read."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(zh, en))


@dataclass(frozen=True, slots=True)
class Row:
    """``number``: as the file counts them, the head of a table being 1. ``problem``: why there is no document."""

    number: int
    document: dict[str, Any] | None
    problem: Text | None = None


# ---------------------------------------------------------------------------------------------------------- reading


def read_rows(kind: str, content: bytes) -> Iterator[Row]:
    """The rows of a file; raises SheetRefused where it is none of its kind, lacks columns, or is too large."""
    if len(content) > MOST_BYTES:
        raise SheetRefused(f"文件超过 {MOST_BYTES // 10**6} MB", f"The file is larger than {MOST_BYTES // 10**6} MB")
    reader = {"yaml": _of_yaml, "json": _of_json, "csv": _of_csv, "xlsx": _of_xlsx}.get(kind)
    if reader is None:
        raise SheetRefused(f"不收 {kind} 文件", f"Files of kind {kind} are not taken")
    for count, row in enumerate(reader(content)):
        if count >= MOST_ROWS:
            raise SheetRefused(f"超过 {MOST_ROWS} 行", f"There are more than {MOST_ROWS} rows")
        yield row


def _of_yaml(content: bytes) -> Iterator[Row]:
    try:
        said = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe loaders)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise SheetRefused(f"不是 YAML：{error}", f"This is no YAML: {error}") from None
    return _of_list(said)


def _of_json(content: bytes) -> Iterator[Row]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SheetRefused(f"不是 JSON：{error}", f"This is no JSON: {error}") from None
    return _of_list(said)


def _of_list(said: Any) -> Iterator[Row]:
    if not isinstance(said, list):
        raise SheetRefused("文件应当是事项的列表", "The file should be a list of entries")
    for number, document in enumerate(said, start=1):
        if isinstance(document, dict):
            yield Row(number, document)
        else:
            yield Row(number, None, Text("不是一组字段", "It is not a set of fields"))


def _of_csv(content: bytes) -> Iterator[Row]:
    for encoding in ("utf-8-sig", "gb18030"):  # what spreadsheets write here
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetRefused("读不出文字，请存为 UTF-8", "The text cannot be read; save it as UTF-8")
    csv.field_size_limit(1_000_000)
    try:
        yield from _of_table(csv.reader(io.StringIO(text)))
    except csv.Error as error:
        raise SheetRefused(f"不是 CSV：{error}", f"This is no CSV: {error}") from None


def _of_xlsx(content: bytes) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 10 * MOST_BYTES:
                raise SheetRefused("解开以后太大", "It is too large when unpacked")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from _of_table(book.worksheets[0].iter_rows(values_only=True))
    except SheetRefused:
        raise
    except Exception as error:  # whatever a broken workbook makes the library say
        raise SheetRefused(f"不是可读的 XLSX（{error}）", f"This is no readable XLSX ({error})") from None


def _of_table(rows: Iterable[Iterable[Any]]) -> Iterator[Row]:
    cells = iter(rows)
    head = [str(cell or "").strip() for cell in next(cells, ())]
    lacking = [column for column in COLUMNS if column not in head and column not in MAY_LACK]
    if lacking:
        shown = ", ".join(lacking[:12])
        raise SheetRefused(f"第一行缺少这些列：{shown}", f"The first row lacks these columns: {shown}")
    for number, row in enumerate(cells, start=2):
        said = {name: "" if cell is None else str(cell).strip() for name, cell in zip(head, row, strict=False)}
        if any(said.values()):
            try:
                yield Row(number, _document(said))
            except _Unreadable as why:
                yield Row(number, None, why.text)


class _Unreadable(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def _document(said: Mapping[str, str]) -> dict[str, Any]:
    adopts = _plain(said.get(ADOPTS, ""))
    found = _fields(said)
    if not adopts:
        return found
    filled = {name: v for name, v in found.items() if name in ("code", "body") or not is_blank(v)}
    for name in _TRUTHS:
        if not said.get(name):
            filled.pop(name, None)
    return {ADOPTS: adopts, **filled}


def _fields(said: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(Entry):
        name = field.name
        if name in _PAIRS:
            found[name] = {"zh": _plain(said.get(f"{name}.zh", "")), "en": _plain(said.get(f"{name}.en", ""))}
        elif name in _LISTS:
            found[name] = _list(name, said.get(name, ""))
        elif name in _TRUTHS:
            found[name] = _truth(name, said.get(name, "") or str(MAY_LACK.get(name, "")))
        elif name in ("limit", "extension", "promise"):
            found[name] = said.get(name) or None
        else:
            found[name] = _plain(said.get(name, ""))
    return found


def _list(name: str, said: str) -> list[Any]:
    if not said:
        return []
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise _Unreadable(Text(f"{name} 应当是 JSON 列表", f"{name} should be a JSON list"))
    return found


def _truth(name: str, said: str) -> bool:
    word = said.lower()
    if word not in _YES | _NO:
        raise _Unreadable(Text(f"{name} 应当是 true 或 false：{said}", f"{name} should be true or false: {said}"))
    return word in _YES


def _plain(said: str) -> str:
    """Without the mark that keeps a spreadsheet from running it."""
    return said[1:] if said[:1] == "'" and said[1:2] in "=+-@" else said


# ---------------------------------------------------------------------------------------------------------- writing


def write_rows(kind: str, documents: Iterable[Mapping[str, Any]]) -> bytes:
    """The catalogue as a file of this kind."""
    if kind == "json":
        return json.dumps([dict(d) for d in documents], ensure_ascii=False, indent=1).encode()
    if kind == "yaml":
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        said: str = yaml.dump([dict(d) for d in documents], Dumper=dumper, allow_unicode=True, sort_keys=False)
        return said.encode()
    head = (*COLUMNS, ADOPTS)
    table = ([_cell(document, column) for column in head] for document in documents)
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([head, *table])
        return ("\ufeff" + text.getvalue()).encode()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("catalogue")
    for row in [head, *table]:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(document: Mapping[str, Any], column: str) -> str:
    name, _, language = column.partition(".")
    value = document.get(name)
    if language:
        value = (value or {}).get(language, "")
    if document.get(ADOPTS) and name not in document:
        return ""
    if name in _LISTS:
        return json.dumps(value or [], ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] and text[:1] in "=+-@" else text
