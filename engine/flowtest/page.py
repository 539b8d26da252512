"""Coverage as one page that needs nothing else: figures, painted flowcharts, what no test passes. Both languages."""

from collections.abc import Iterable
from html import escape

from engine.flowtest.coverage import Coverage
from engine.flowtest.report import PARTS, name_of, paint

_STYLE = """
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; color: #14191f; background: #fff; margin: 0 auto;
  max-width: 1200px; padding: 24px; } h1 { font-size: 24px; } h2 { font-size: 20px; margin: 40px 0 8px; }
table { border-collapse: collapse; } td, th { border-bottom: 1px solid #d5dbe0; padding: 6px 24px 6px 0;
  text-align: left; font-weight: 400; } .n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 16px 0; overflow-x: auto; border: 1px solid #d5dbe0; } figure svg { display: block; }
code { font: 14px ui-monospace, monospace; color: #56626d; }
"""


def page_of(found: Iterable[Coverage]) -> str:
    """An HTML document; figures are told in words beside the drawing, nothing by colour alone."""
    parts = "".join(_section(coverage) for coverage in found)
    title = "流程测试覆盖 / Coverage of flow tests"
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{parts or '<p>没有流程 / No flows</p>'}</main></body></html>\n"
    )


def _section(coverage: Coverage) -> str:
    model = coverage.model
    title = " / ".join(dict.fromkeys((model.name.zh, model.name.in_("en"))))
    rows = "".join(
        f'<tr><th scope="row">{PARTS[part].zh} / {PARTS[part].en}</th><td class="n">{done}/{whole}</td></tr>'
        for part, (done, whole) in coverage.parts().items()
        if whole
    )
    return (
        f"<section><h2>{escape(title)} <code>{escape(model.power.code or model.process_id)}</code></h2>"
        f"<p>{coverage.share * 100:.1f} %</p><table>{rows}</table>"
        f'<figure tabindex="0" role="region" aria-label="{escape(title)}">{_drawing(coverage)}</figure>'
        f"{_missing(coverage)}</section>"
    )


def _drawing(coverage: Coverage) -> str:
    svg = paint(coverage)
    return svg[svg.index("<svg") :]


def _missing(coverage: Coverage) -> str:
    lines = []
    for id in coverage.missing:
        name = name_of(coverage.model, id)
        said = " / ".join(dict.fromkeys(part for part in (name.zh, name.in_("en")) if part))
        lines.append(f"<li>{escape(said)} <code>{escape(id)}</code></li>")
    for table, row in coverage.missing_rows:
        lines.append(f"<li><code>{escape(table)}</code> 第 {row} 行 / row {row}</li>")
    if not lines:
        return "<p>全部走过 / Everything is passed</p>"
    return f"<h3>没有测试走过 / Passed by no test</h3><ul>{''.join(lines)}</ul>"
