"""The papers that powers come with for their materials, from ``samples.yaml`` beside the entry: ``python -m
tests.flows.sample_papers`` writes them as PDF into the power's folder, the same bytes each time.

A paper has a ``name`` and is a ``form`` with right ``answers``, or a ``title`` and a ``page`` of HTML in which
[[what the applicant writes]] stands in double brackets, {{what he draws}}, HTML, in double braces. Of each there are
two: filled in (示例, with that word across it) and empty (空表); ``blank: false`` where nobody fills in a form, as with
a drawing. ``signers``: fields of those who sign and what they are called, where it is not the first person alone.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import weasyprint
import yaml
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from app.catalogue.entry import Entry, read_entry
from engine import Env, Form
from engine.flowtest import Flow
from tests.flows.conftest import ROOT, flow_of
from tests.flows.paper_forms import form_page, gap, ink

SOURCE = "samples.yaml"
SAMPLE, BLANK = "示例", "空表"
SIGNED = datetime.fromisoformat("2026-11-16T09:00:00+08:00")
FONTS = {"text": "Noto Sans CJK SC:regular", "head": "Noto Sans CJK SC:bold", "title": "Noto Serif CJK SC:bold"}
NOTE = "示例：人、单位、地址、号码都是虚构的，请按自己的情况填写。"
LINE, LONGEST = 25, 24  # characters that a hand writes on a line; what is longer is written on lines of its own
_DRAWN = re.compile(r"\{\{(.*?)\}\}", re.S)
_WRITTEN = re.compile(r"\[\[(.*?)\]\]", re.S)
_STYLE = """
@page { size: A4; margin: 15mm 18mm 17mm; @bottom-left { content: "%s"; font: 8pt text; color: #56626d; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt text; color: #56626d; } }
body { margin: 0; font: 10.5pt/1.5 text; color: #14191f; }
h1 { font: 400 19pt/1.4 title; text-align: center; margin: 1mm 0 2.5mm; }
.about { font-size: 8.5pt; color: #3d4852; text-align: center; margin: 0 0 4mm; padding-bottom: 2.5mm; border-bottom: .25mm solid #14191f; }
h2 { font: 400 11.5pt/1.5 head; margin: 4mm 0 1.2mm; break-after: avoid; } p { margin: 0 0 2mm; } ol { margin: 0; padding-left: 6mm; }
.text p { text-indent: 2em; } .text p.to, .text p.sign { text-indent: 0; }
table { border-collapse: collapse; width: 100%%; margin: 0 0 2mm; } th, td { border: .2mm solid #56626d; padding: 1.1mm 2.5mm; text-align: left; vertical-align: middle; font-weight: 400; height: 5.6mm; }
th { width: 30%%; background: #f3f5f6; } tr { break-inside: avoid; } table table th { width: auto; } svg { width: 100%%; height: auto; }
.form small { display: block; font-size: 8pt; line-height: 1.4; color: #56626d; } .form { table-layout: fixed; } .form .tall td { height: 22mm; } .said { margin: 0 0 1mm; }
td.inner { padding: 0; } .inner table { margin: 0; table-layout: fixed; } .inner th, .inner td { padding: 1.1mm 1.5mm; border-width: 0 .2mm .2mm 0; } .inner tr:last-child td { border-bottom: 0; } .inner th:last-child, .inner td:last-child { border-right: 0; } .box { display: inline-block; }
.ink { color: #1a4f7c; } .gap { display: inline-block; border-bottom: .2mm solid #56626d; } .line { display: block; height: 7.5mm; border-bottom: .2mm solid #56626d; }
.mark { position: fixed; top: 95mm; left: 30mm; font-size: 80pt; letter-spacing: 12mm; color: #a8201a1c; transform: rotate(-28deg); z-index: 1; }
.sign { text-align: right; margin: 7mm 0 0; line-height: 1.9; break-inside: avoid; break-before: avoid; } .form + .sign { margin-top: 5mm; }
"""  # noqa: E501


def sources() -> list[Path]:
    return sorted((ROOT / "bpmn").glob(f"*/*/{SOURCE}"))


def papers(source: Path) -> Iterator[tuple[Path, str]]:
    """File and HTML of every paper that a power's source describes."""
    entry = read_entry((source.parent / "power.yaml").read_bytes())
    flow = flow_of(source.parent.relative_to(ROOT / "bpmn").as_posix())
    for said in yaml.safe_load(source.read_text()):
        for kind in (SAMPLE, BLANK) if said.get("blank", True) else (SAMPLE,):
            title, body = _form(flow, said, kind) if "form" in said else _page(said, kind)
            yield source.parent / f"{said['name']}-{kind}.pdf", _document(entry, title, body, kind)


def _document(entry: Entry, title: str, body: str, kind: str) -> str:
    note, across = (NOTE, f'<div class="mark">{SAMPLE}</div>') if kind == SAMPLE else ("", "")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE % note}</style>'
    heading = f"<h1>{escape(title)}</h1><p class=about>{_about(entry)}</p>"
    return f'<html lang="zh-CN"><head>{head}</head><body>{across}{heading}{body}</body></html>'


def _about(entry: Entry) -> str:
    """The power that a paper is for, and the first law that it rests on."""
    basis = entry.basis[0]
    article = basis.article.zh if re.fullmatch(r"第.*[条款章]", basis.article.zh) else ""
    law = re.sub("（.*）$", "", basis.law.zh)
    parts = (f"事项：{entry.name.zh}", f"依据：《{law}》{article}")
    return "　　".join(f"<span class=box>{escape(part)}</span>" for part in parts)


def _form(flow: Flow, said: Mapping[str, Any], kind: str) -> tuple[str, str]:
    form = flow.model.forms[said["form"]]
    applicant = next(field for field in form.fields if field.widget == "person")
    signers = said.get("signers", {applicant.name: applicant.title.zh})
    values = form.validate(_with_files(form, said["answers"]), Env(now=SIGNED)) if kind == SAMPLE else None
    day = f"{SIGNED.year} 年 {SIGNED.month} 月 {SIGNED.day} 日"
    return said.get("title", form.title.zh), form_page(form, values, signers, day)


def _with_files(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, in which of a file only its name is written."""
    kept = {"id": "1", "sha256": "0" * 64, "size": 1024, "type": "application/pdf"}
    files = {field.name for field in form.fields if field.widget == "file"}
    return {name: {**kept, "name": said} if name in files else said for name, said in answers.items()}


def _page(said: Mapping[str, Any], kind: str) -> tuple[str, str]:
    page = _DRAWN.sub(r"\1" if kind == SAMPLE else "", said["page"])
    if kind == BLANK:
        page = re.sub(r"(<td[^>]*>)\[\[[^\]]*\]\](?=</td>)", r"\1", page)
        written = _WRITTEN.sub(lambda found: _room(found[1]), page)
    else:
        written = _WRITTEN.sub(lambda found: ink(found[1]), page)
    return said["title"], f"<div class=text>{written}</div>"


def _room(text: str) -> str:
    """Room to write so much by hand: on the line, or on lines of its own."""
    if len(text) > LONGEST:
        return "<span class=line></span>" * (len(text) // LINE + 1)
    return gap(len(text) + 1 if text.isdecimal() else max(6, len(text) + 3))


def print_paper(html: str, folder: Path) -> bytes:
    faces = "".join(_face(folder / f"{kind}.otf", kind, html) for kind in FONTS)
    page = weasyprint.HTML(string=html.replace("<style>", f"<style>{faces}"))
    return page.write_pdf(pdf_identifier=mark_of(html))


def mark_of(html: str) -> bytes:
    """What a PDF bears of that from which it was printed."""
    return hashlib.sha256(html.encode()).hexdigest().encode()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for source in sources():
            for path, html in papers(source):
                path.write_bytes(print_paper(html, Path(folder)))
                sys.stdout.write(f"{path.relative_to(ROOT)} {path.stat().st_size}\n")


def _face(file: Path, kind: str, text: str) -> str:
    """A font of this text's characters alone; of the whole one every paper would carry a table of 65,000 places."""
    path, number = _font(FONTS[kind])
    font = TTFont(path, fontNumber=number, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(text=text + "/0123456789")
    subsetter.subset(font)
    font.save(file)
    return f'@font-face {{ font-family: "{kind}"; src: url("{file.as_uri()}"); }}'


@lru_cache
def _font(name: str) -> tuple[str, int]:
    fc_match = shutil.which("fc-match")
    assert fc_match, "fontconfig finds the fonts"
    asking = [fc_match, "-f", "%{file}|%{index}", name]
    path, _, number = subprocess.run(asking, capture_output=True, text=True, check=True).stdout.partition("|")
    return path, int(number)


if __name__ == "__main__":
    main()
