"""What a flowchart says of its own."""

from engine.text import Text

CHART = Text("流程图", "flowchart")
HERE = Text("现在在这里", "Now here")
LATE = Text("现在在这里，已超期", "Now here, overdue")
FAILED = Text("这一步走不通", "This step fails")
PAUSED = Text("停表", "Paused")
STATES = {"here": HERE, "late": LATE, "failed": FAILED, "paused": PAUSED}
LOUD = frozenset({"late", "failed"})  # drawn in the same alarming way, told apart by their words
FAILS = Text("走不通：", "Fails: ")
NEXT = Text("接下来：", "Next: ")
DONE = Text("已完成：", "Done: ")
NOW = Text("现在在：", "Now at: ")
STEPS = Text("环节：", "Steps: ")
COMMA = Text("、", ", ")
STOP = Text("。", ". ")
GREEN = Text("正常", "On time")
YELLOW = Text("临期", "Due soon")
RED = Text("超期", "Overdue")
COVERED = Text("测试经过", "Passed by tests")
UNCOVERED = Text("未测", "Untested")
ADDED = Text("新增", "Added")
REMOVED = Text("删除", "Removed")
CHANGED = Text("修改", "Changed")
REPLACED = Text("替换", "Replaced")
SIGNS = {
    "added": Text("新", "+"),
    "removed": Text("删", "−"),
    "changed": Text("改", "≠"),
    "replaced": Text("换", "⇄"),
}
RISK = Text("风险", "Risk ")
HIGH = Text("高", "high")
MIDDLE = Text("中", "middle")
LOW = Text("低", "low")
VERSION = Text("版本 ", "Version ")
DIGEST = Text("指纹 ", "Hash ")
MORE = Text("另 {0} 个岗位", "and {0} more")
PAGE = Text("第 {0} 页，共 {1} 页", "Page {0} of {1}")


def listed(parts: list[str], language: str) -> str:
    return COMMA.in_(language).join(parts)
