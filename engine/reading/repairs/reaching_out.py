"""Code that reaches for files, processes or the interpreter is refused, not set aside: nobody means well by it here."""

import re

from engine.reading.repairs.tree import Book
from engine.reading.xml import BPMN, local, tag

CODE = "reaching-out"
_HOLDERS = frozenset(
    [
        "conditionExpression",
        "condition",
        "script",
        "preScript",
        "postScript",
        "loopCondition",
        "loopCardinality",
        "completionCondition",
        "timeDate",
        "timeDuration",
        "timeCycle",
    ]
)
_REACHES = re.compile(
    r"__\w+__|\bimport\s+(?:os|sys|subprocess|socket|shutil|builtins|ctypes|pickle|importlib)\b"
    r"|\bfrom\s+(?:os|sys|subprocess|socket|shutil|builtins|ctypes|pickle|importlib)\b"
    r"|(?<![.\w])(?:open|exec|eval|compile|getattr|setattr|globals|locals|breakpoint)\s*\("
    r"|\b(?:os|subprocess|shutil)\.(?:system|popen|remove|environ|run|call|Popen|rmtree)\b"
    r"|\bRuntime\s*\.\s*getRuntime|\bProcessBuilder\b|\bjava\.(?:io|nio|net)\b|\bnew\s+File\b|\bchild_process\b"
)


def apply(book: Book) -> None:
    for process in book.processes():
        for holder in process.iter(tag("*", "*")):
            found = _REACHES.search(holder.text or "") if local(holder) in _HOLDERS else None
            if found:
                owner = next((n for n in holder.iterancestors(tag(BPMN, "*")) if n.get("id")), holder)
                book.refuse(
                    CODE,
                    owner,
                    f"代码触及文件、进程或解释器（{found[0]}），不予读入",
                    f"its code reaches for files, processes or the interpreter ({found[0]!r}); it is not read",
                )
