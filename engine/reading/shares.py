"""How many must agree, as a joint approval says it."""

import re
from fractions import Fraction

WRONG = (Fraction(-1), False)


def share(text: str | None) -> tuple[Fraction, bool] | None:
    """``3``, ``60%`` or ``2/3``: the number, exactly, and whether it is a share; neither nothing nor more than all."""
    if not text:
        return None
    found = re.fullmatch(r"([1-9]\d{0,3})(%|/([1-9]\d{0,3}))?", text.strip())
    if not found:
        return WRONG
    whole, part = int(found[1]), found[2]
    if part is None:
        return Fraction(whole), False
    share = Fraction(whole, 100 if part == "%" else int(found[3]))
    return (share, True) if share <= 1 else WRONG
