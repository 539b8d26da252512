"""The samples of materials that powers come with, from ``samples.yaml`` beside the entry: ``python -m
tests.flows.sample_papers`` writes them as PDF into the power's folder.

A paper is a ``form`` with right ``answers``, or a ``page`` of HTML. ``mark`` is printed across it.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import weasyprint
import yaml
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from engine import Field, Form
from tests.flows.conftest import ROOT, flow_of

SOURCE = "samples.yaml"
FONTS = {"text": "Noto Sans CJK SC:regular", "head": "Noto Sans CJK SC:bold", "title": "Noto Serif CJK SC:bold"}
NOTE = "示例：人、单位、地址、号码都是虚构的，请按自己的情况填写。"
_STYLE = """
@page { size: A4; margin: 20mm 18mm; @bottom-left { content: "%s"; font: 8pt text; color: #56626d; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt text; color: #56626d; } }
body { font: 10.5pt/1.65 text; color: #14191f; }
h1 { font: 400 19pt/1.4 title; text-align: center; margin: 2mm 0 7mm; }
h2 { font: 400 11.5pt/1.5 head; margin: 5mm 0 1.5mm; break-after: avoid; } p { margin: 0 0 2mm; } ol { margin: 0; padding-left: 6mm; }
table { border-collapse: collapse; width: 100%%; } th, td { border: .2mm solid #56626d; padding: 1.4mm 3mm; text-align: left; vertical-align: top; font-weight: 400; }
th { width: 34%%; background: #f3f5f6; } tr { break-inside: avoid; } table table th { width: auto; } svg { width: 100%%; height: auto; }
.mark { position: fixed; top: 95mm; left: 30mm; font-size: 80pt; letter-spacing: 12mm; color: #a8201a1c; transform: rotate(-28deg); z-index: 1; }
.sign { text-align: right; margin-top: 9mm; }
"""  # noqa: E501


def sources() -> list[Path]:
    return sorted((ROOT / "bpmn").glob(f"*/*/{SOURCE}"))


def papers(source: Path) -> Iterator[tuple[Path, str]]:
    """File and HTML of every paper that a power's source describes."""
    power = source.parent.relative_to(ROOT / "bpmn").as_posix()
    for said in yaml.safe_load(source.read_text()):
        mark = said.get("mark", "示例")
        title, body = (said["title"], said["page"]) if "page" in said else _form(power, said)
        note = NOTE if mark else ""
        across = f'<div class="mark">{escape(mark)}</div>' if mark else ""
        head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE % note}</style>'
        html = f'<html lang="zh-CN"><head>{head}</head>'
        yield source.parent / said["file"], f"{html}<body>{across}<h1>{escape(title)}</h1>{body}</body></html>"


def _form(power: str, said: Mapping[str, Any]) -> tuple[str, str]:
    form = flow_of(power).model.forms[said["form"]]
    values = form.validate(said["answers"])
    sections = form.sections or ()
    body = "".join(
        f"<h2>{escape(section.title.zh)}</h2><table>{''.join(_rows(form, section.fields, values))}</table>"
        for section in sections
    )
    rest = [f.name for f in form.fields if f.name not in {name for section in sections for name in section.fields}]
    return form.title.zh, f"{body}<table>{''.join(_rows(form, rest, values))}</table>" if rest else body


def _rows(form: Form, names: Any, values: Mapping[str, Any]) -> Iterator[str]:
    for name in names:
        field = form.field(name)
        if name in values:
            shown = "☑ 已经阅读并同意" if field.widget == "declaration" else _shown(field, values[name])
            yield f"<tr><th>{escape(field.title.zh)}</th><td>{shown}</td></tr>"


def _shown(field: Field, value: Any) -> str:
    if field.widget == "rows":
        head = "".join(f"<th>{escape(child.title.zh)}</th>" for child in field.fields)
        lines = ("".join(f"<td>{_part(c, row.get(c.name))}</td>" for c in field.fields) for row in value)
        return f"<table><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    if field.fields:
        inner = (c for c in field.fields if c.name in value)
        return "<br>".join(f"{escape(c.title.zh)}：{_part(c, value[c.name])}" for c in inner)
    return _part(field, value)


def _part(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.widget == "file":
        return escape(f"见所附文件：{value['name']}")
    values = value if isinstance(value, list) else [value]
    chosen = [option.text.zh if (option := field.option(one)) else _plain(one) for one in values]
    return escape("、".join(chosen)) + escape(f" {field.unit.zh}" if field.unit.zh else "")


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for source in sources():
            for path, html in papers(source):
                faces = "".join(_face(Path(folder) / f"{kind}.otf", kind, html) for kind in FONTS)
                weasyprint.HTML(string=html.replace("<style>", f"<style>{faces}")).write_pdf(path)
                sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size}\n")


def _face(file: Path, kind: str, text: str) -> str:
    """A font of this text's characters alone; of the whole one every paper would carry a table of 65,000 places."""
    fc_match = shutil.which("fc-match")
    assert fc_match, "fontconfig finds the fonts"
    asking = [fc_match, "-f", "%{file}|%{index}", FONTS[kind]]
    path, _, number = subprocess.run(asking, capture_output=True, text=True, check=True).stdout.partition("|")
    font = TTFont(path, fontNumber=int(number))
    subsetter = Subsetter(Options(layout_features=[], notdef_outline=True))
    subsetter.populate(text=text + "/0123456789")
    subsetter.subset(font)
    font.save(file)
    return f'@font-face {{ font-family: "{kind}"; src: url("{file.as_uri()}"); }}'


if __name__ == "__main__":
    main()
