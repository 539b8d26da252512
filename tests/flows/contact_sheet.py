"""All shipped flows on one picture, from the files: ``python -m tests.flows.contact_sheet`` writes docs/flows.png."""

import re
import sys
from pathlib import Path

from app.flows.folders import CATEGORY_FLOWS
from engine import Caption, Model, as_png, draw
from tests.flows.conftest import ROOT, flow_of

SHEET = ROOT / "docs" / "flows.png"
COLUMNS, WIDE, HEAD, GAP = 3, 840.0, 26.0, 18.0
MOST_BYTES = 1_500_000


def flows() -> list[str]:
    """Powers first, then the category flows that they call."""
    found = sorted(str(p.parent.relative_to(ROOT / "bpmn")) for p in (ROOT / "bpmn").glob("*/*/flow.bpmn"))
    return sorted(found, key=lambda flow: flow.startswith(CATEGORY_FLOWS))


def sheet(models: dict[str, Model]) -> str:
    """One SVG with every flowchart under its folder's name, as wide as its column."""
    drawn = [(name, draw(model)) for name, model in models.items()]
    y, cells = GAP, []
    for first in range(0, len(drawn), COLUMNS):
        row = drawn[first : first + COLUMNS]
        for column, (name, svg) in enumerate(row):
            cells.append(_cell(name, svg, GAP + column * (WIDE + GAP), y))
        y += HEAD + max(_height(svg) for _, svg in row) + GAP
    width = COLUMNS * (WIDE + GAP) + GAP
    size = f'viewBox="0 0 {width:g} {y:g}" width="{width:g}" height="{y:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="fc" {size}>{"".join(cells)}</svg>'


def _height(svg: str) -> float:
    box = re.search(r'viewBox="([^"]*)"', svg)
    assert box
    _, _, wide, high = map(float, box[1].split())
    return WIDE * high / wide


def _cell(name: str, svg: str, x: float, y: float) -> str:
    head, body = svg.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    place = f'x="{x:g}" y="{y + HEAD:g}" width="{WIDE:g}" height="{_height(svg):g}"'
    return f'<text class="foot" x="{x:g}" y="{y + 16:g}">{name}</text>{head} {place}>{body}'


def main(target: Path = SHEET) -> None:
    models = {name: flow_of(name).model for name in flows()}
    shared = sum(name.startswith(CATEGORY_FLOWS) for name in models)
    said = Caption(
        f"{len(models) - shared} 项流程和它们共用的 {shared} 个类别流程", "python -m tests.flows.contact_sheet"
    )
    made = b""
    for scale in (1.3, 1.2, 1.1, 1.0, 0.9, 0.8):
        made = as_png(sheet(models), said, scale=scale)
        if len(made) <= MOST_BYTES:
            break
    target.write_bytes(made)
    sys.stdout.write(f"{target.name}: {len(made)} bytes\n")


if __name__ == "__main__":
    main()
