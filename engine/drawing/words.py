"""What a flowchart says of its own."""

from engine.text import Text

CHART = Text("流程图", "flowchart")
HERE = Text("现在在这里", "Now here")
LATE = Text("现在在这里，已超期", "Now here, overdue")
PAUSED = Text("停表", "Paused")
NEXT = Text("接下来：", "Next: ")
DONE = Text("已完成：", "Done: ")
NOW = Text("现在在：", "Now at: ")
STEPS = Text("环节：", "Steps: ")
COMMA = Text("、", ", ")
STOP = Text("。", ". ")
START = Text("开始", "Start")
END = Text("结束", "End")


def listed(parts: list[str], language: str) -> str:
    return COMMA.in_(language).join(parts)
