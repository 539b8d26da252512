"""matches, replace and split: regular expressions (DMN 1.5, 10.3.4.2)."""

from engine.feel.budget import Run, check_list, check_string
from engine.feel.builtins.registry import builtin
from engine.feel.errors import NoValue
from engine.feel.regex import Pattern, compile_pattern
from engine.feel.values import Value


@builtin("matches", "input: string, pattern: string, flags?: string|null")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    return compile_pattern(pattern, flags or "").search(run, text) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    compiled = compile_pattern(pattern, flags or "")
    _refuse_empty(run, compiled)
    parts = [replacement] if "q" in (flags or "") else _template(replacement, compiled.groups)
    result: list[str] = []
    at, size = 0, 0
    for match in compiled.find_all(run, text):
        new = "".join(part if isinstance(part, str) else match.group(part) for part in parts)
        result += (text[at : match.start], new)
        size += match.start - at + len(new)
        check_string(size)
        at = match.end
    result.append(text[at:])
    return "".join(result)


def _refuse_empty(run: Run, compiled: Pattern) -> None:
    if compiled.search(run, "") is not None:
        raise NoValue("正则表达式不得匹配空文本", "the regular expression may not match the empty string")


def _template(replacement: str, groups: int) -> list[str | int]:
    r"""The parts of a replacement: texts and numbers of groups; ``$1`` is a group, ``\$`` and ``\\`` are themselves."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        c = replacement[at]
        after = replacement[at + 1 : at + 2]
        if c == "\\":
            if after not in ("\\", "$"):
                raise NoValue("替换文本有误", "the replacement is wrong")
            parts.append(after)
            at += 2
        elif c == "$":
            at, number = _group_number(replacement, at + 1, groups)
            if number <= groups:
                parts.append(number)
        else:
            parts.append(c)
            at += 1
    return parts


def _group_number(replacement: str, at: int, groups: int) -> tuple[int, int]:
    """The longest number that is a group, else its first digit."""
    end = at
    while end < len(replacement) and replacement[end] in "0123456789":
        end += 1
    if end == at:
        raise NoValue("替换文本有误", "the replacement is wrong")
    while end > at + 1 and int(replacement[at : min(end, at + 9)]) > groups:
        end -= 1
    return end, int(replacement[at:end])


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> Value:
    compiled = compile_pattern(delimiter)
    _refuse_empty(run, compiled)
    parts: list[str] = []
    at = 0
    for match in compiled.find_all(run, text):
        parts.append(text[at : match.start])
        check_list(len(parts))
        at = match.end
    return [*parts, text[at:]]
