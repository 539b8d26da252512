"""A page as PDF. What it holds is in it: nothing is fetched."""

from typing import Any, NoReturn

from engine import CannotPrint, Text

NEEDED = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


def as_pdf(html: str) -> bytes:
    """The page on paper. Raises CannotPrint where the system lacks what sets the text."""
    try:
        import weasyprint
    except OSError as error:
        raise CannotPrint(
            Text(f"系统缺少排版库，请安装：{NEEDED}", f"The system lacks what sets text; install {NEEDED}")
        ) from error
    printed: Any = weasyprint.HTML(string=html, url_fetcher=_nothing)
    return printed.write_pdf()


def _nothing(address: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"nothing is fetched for a document: {address}")
