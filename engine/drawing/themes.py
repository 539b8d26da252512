"""The colours of a drawing in a file of its own. In pages they are the page's; a test keeps both the same."""

from pathlib import Path

_SANS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
LIGHT = {
    "ink": "#14191f",
    "ink-2": "#3d4852",
    "ink-3": "#56626d",
    "paper": "#ffffff",
    "canvas": "#f3f5f6",
    "sunken": "#e8ecef",
    "line": "#d5dbe0",
    "control": "#73808b",
    "act": "#1a4f7c",
    "on-act": "#ffffff",
    "ok": "#1b663f",
    "ok-tint": "#e6f2eb",
    "soon": "#664500",
    "soon-tint": "#fff0c7",
    "soon-line": "#a87400",
    "late": "#b3211a",
    "late-tint": "#fcebe9",
    "on-late": "#ffffff",
    "heat-1": "#f1f5f8",
    "heat-2": "#cfe0ec",
    "heat-3": "#9cc0da",
    "heat-4": "#3e77a4",
    "heat-5": "#1a4f7c",
}
DARK = {
    "ink": "#e8ecef",
    "ink-2": "#bac4cc",
    "ink-3": "#9aa6b0",
    "paper": "#171c21",
    "canvas": "#0f1316",
    "sunken": "#222930",
    "line": "#323b43",
    "control": "#7b8894",
    "act": "#8dbfe6",
    "on-act": "#0b1d2b",
    "ok": "#7ccb9f",
    "ok-tint": "#14291e",
    "soon": "#f0c65b",
    "soon-tint": "#2e2510",
    "soon-line": "#b98a1c",
    "late": "#f08a80",
    "late-tint": "#381917",
    "on-late": "#2a0c0a",
    "heat-1": "#1b232a",
    "heat-2": "#203646",
    "heat-3": "#2a5574",
    "heat-4": "#5d9bc9",
    "heat-5": "#a9d3f2",
}
_BLACK, _WHITE, _GREY = "#000000", "#ffffff", "#555555"
_INKS = ("ink", "ink-2", "ink-3", "act", "ok", "soon", "soon-line", "late", "control")
PRINT = {name: _BLACK if name in _INKS else _GREY if name == "line" else _WHITE for name in LIGHT}
THEMES = {"light": LIGHT, "dark": DARK, "print": PRINT}


def style_sheet(theme: str) -> str:
    """The style sheet of flowcharts with the theme's colours in it."""
    sheet = (Path(__file__).parent / "flowchart.css").read_text(encoding="utf-8")
    screen, _, paper = sheet.partition("@media print {")
    if theme == "print":
        screen += paper.rstrip().removesuffix("}")
    for name, colour in THEMES[theme].items():
        screen = screen.replace(f"var(--{name})", colour)
    return screen.replace("var(--sans)", _SANS)
