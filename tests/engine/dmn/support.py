"""DMN files written short."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from engine.dmn import Decision, read_tables

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(body: str, namespace: str = NAMESPACE) -> bytes:
    return f'<definitions xmlns="{namespace}" namespace="urn:test" name="test" id="test">{body}</definitions>'.encode()


def cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}><text>{escape(text)}</text></{tag}>" for text in texts)


def table_xml(inputs: Sequence[tuple[str, str, str]], outputs: Sequence[str], rows: Sequence[Sequence[str]],
              policy: str = "UNIQUE", **more: str) -> str:  # fmt: skip
    """``inputs``: expression, type, allowed values. The first cells of a row are tests, the others conclusions."""
    columns = "".join(
        f'<input label="{text}"><inputExpression typeRef="{kind}"><text>{text}</text></inputExpression>'
        + (f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else "")
        + "</input>"
        for text, kind, allowed in inputs
    )
    columns += "".join(
        f'<output name="{name}">'
        + (f"<outputValues><text>{escape(more['ranks'])}</text></outputValues>" if "ranks" in more else "")
        + (
            f"<defaultOutputEntry><text>{escape(more['default'])}</text></defaultOutputEntry>"
            if "default" in more
            else ""
        )
        + "</output>"
        for name in outputs
    )
    count = len(inputs)
    rules = "".join(
        f"<rule>{cells('inputEntry', row[:count])}{cells('outputEntry', row[count:])}</rule>" for row in rows
    )
    how = f' aggregation="{more["aggregation"]}"' if "aggregation" in more else ""
    return f'<decisionTable hitPolicy="{policy}"{how}>{columns}{rules}</decisionTable>'


def table(
    rows: Sequence[Sequence[str]],
    policy: str = "UNIQUE",
    inputs: Sequence[tuple[str, str, str]] = (("金额", "number", "[0..100000]"), ("情节", "string", '"从重","一般"')),
    outputs: Sequence[str] = ("幅度",),
    **more: str,
) -> Decision:
    body = table_xml(inputs, outputs, rows, policy, **more)
    return read_tables(definitions(f'<decision id="t" name="裁量">{body}</decision>'))["t"]
