"""QR codes, as SVG within the page."""

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """A code that leads to the address; black on white whatever the theme, for cameras."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=3, light="#fff", dark="#000", svgclass="qr", omitsize=True))  # noqa: S704


GLOBALS = {"qr": qr}
