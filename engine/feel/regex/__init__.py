"""Regular expressions as XPath has them (XQuery and XPath Functions 3.1, 5.6), in time linear in text and pattern.

Python's re is not used: it backtracks without end on patterns such as ``(a+)+b`` and reads another dialect.
"""

from engine.feel.regex.machine import Match, Pattern, compile_pattern

__all__ = ["Match", "Pattern", "compile_pattern"]
