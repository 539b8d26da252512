"""Forms: fields added, removed, asking something else."""

from collections.abc import Callable, Iterator

from engine.comparing.changes import Change, changed, quoted
from engine.comparing.values import NOTHING, shown, yes_no
from engine.forms import Field, Form
from engine.reading.model import Model
from engine.reading.rights import base_name
from engine.text import Text

_Read = Callable[[Field], Text]
_SAID: tuple[tuple[str, Text, _Read], ...] = (
    ("field", Text("问法", "the question"), lambda f: f.title),
    ("field", Text("说明", "the hint"), lambda f: f.hint),
    ("field", Text("填写方式", "how it is answered"), lambda f: shown(f.widget)),
    ("required", Text("必填", "required"), lambda f: yes_no(f.required)),
    ("options", Text("选项", "the options"), lambda f: _options(f)),
    ("visible", Text("何时出现", "when it appears"), lambda f: shown(f.visible_when)),
    ("bounds", Text("下限", "the least"), lambda f: shown(f.min)),
    ("bounds", Text("上限", "the most"), lambda f: shown(f.max)),
    ("bounds", Text("最多字数", "the longest text"), lambda f: shown(f.max_length)),
    ("bounds", Text("最多行数", "the most rows"), lambda f: shown(f.max_rows)),
    ("bounds", Text("文件类型", "the kinds of file"), lambda f: shown("、".join(f.accept))),
    ("bounds", Text("文件大小", "the size of a file"), lambda f: shown(f.max_bytes)),
    ("field", Text("须为", "must be"), lambda f: shown(f.const)),
    ("field", Text("预填", "what stands there"), lambda f: shown(f.default)),
    ("field", Text("单位", "the unit"), lambda f: f.unit),
    ("field", Text("格式", "the format"), lambda f: shown(f.format)),
)


def form_changes(old: Model, new: Model) -> Iterator[Change]:
    names = {base_name(name) or name for name in (*old.forms, *new.forms)}
    for name in sorted(names & (old.forms.keys() | new.forms.keys())):
        before, after = old.forms.get(name), new.forms.get(name)
        if before is None and after is not None:
            yield _whole("added", Text("增加表单", "Added the form"), after)
        elif after is None and before is not None:
            yield _whole("removed", Text("删去表单", "Removed the form"), before)
        elif before is not None and after is not None:
            yield from _form(before, after)


def _form(old: Form, new: Form) -> Iterator[Change]:
    of = _called(new)
    if old.title != new.title:
        yield changed("form", None, _called(old), Text("标题", "its title"), old.title, new.title)
    before, after = _fields(old.fields), _fields(new.fields)
    for path in after:
        if path not in before:
            yield _one("added", Text("增加字段", "added the field"), of, path, after[path])
        else:
            yield from _field(of, before[path], after[path])
    for path in before:
        if path not in after:
            yield _one("removed", Text("删去字段", "removed the field"), of, path, before[path])
    kept = [path for path in before if path in after]
    if kept != [path for path in after if path in before]:
        zh, en = f"{of.zh}：字段的先后改变", f"{of.en}: the order of the fields changed"
        yield Change("changed", "order", None, Text(f"{zh}。", f"{en}."))


def _field(of: Text, old: Field, new: Field) -> Iterator[Change]:
    name = quoted(new.title)
    whole = Text(f"{of.zh}，字段{name.zh}", f"{of.en}, field {name.en}")
    for topic, what, read in _SAID:
        a, b = read(old), read(new)
        if a != b:
            yield changed(topic, None, whole, what, a, b)


def _fields(fields: tuple[Field, ...], path: str = "") -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field in fields:
        found[f"{path}{field.name}"] = field
        if field.widget == "rows":
            found |= _fields(field.fields, f"{path}{field.name}.")
    return found


def _one(kind: str, verb: Text, of: Text, path: str, field: Field) -> Change:
    title, must = quoted(field.title), Text("，必填", ", required") if field.required else NOTHING
    zh = f"{of.zh}：{verb.zh}{title.zh}（{path}{must.zh}）"
    en = f"{of.en}: {verb.en} {title.en} ({path}{must.en})"
    return Change(kind, "field", None, Text(f"{zh}。", f"{en}."))


def _whole(kind: str, verb: Text, form: Form) -> Change:
    name = quoted(form.title)
    return Change(kind, "form", None, Text(f"{verb.zh}{name.zh}。", f"{verb.en} {name.en}."))


def _called(form: Form) -> Text:
    name = quoted(form.title)
    return Text(f"表单{name.zh}", f"form {name.en}")


def _options(field: Field) -> Text:
    zh = "、".join(option.text.zh for option in field.options)
    return Text(zh, ", ".join(option.text.en or option.text.zh for option in field.options))
