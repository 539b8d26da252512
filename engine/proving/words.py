"""What the proof pack calls its lines, and says when nothing stands against them."""

from engine.text import Text

CHECKS = {
    "schema": Text("文件格式", "File format"),
    "soundness": Text("健全性", "Soundness"),
    "data-flow": Text("数据", "Data"),
    "statutory": Text("时限", "Limits"),
    "posts": Text("岗位和表单", "Posts and forms"),
    "duties": Text("职责分离", "Separation of duties"),
    "correction": Text("一次告知", "Correction asked once"),
    "remedies": Text("不予与救济", "Refusal and remedies"),
    "endless": Text("循环", "Loops"),
    "tables": Text("决策表", "Decision tables"),
    "layout": Text("图形", "Drawing"),
    "naming": Text("命名", "Names"),
}
MET = {
    "schema": Text("符合 BPMN 2.0", "Conforms to BPMN 2.0"),
    "soundness": Text(
        "每个节点都可到达，每条路径都能结束，没有死锁", "Every element is reached, every way can end, no deadlock"
    ),
    "data-flow": Text("每个条件用到的数据在此之前都已填写", "Whatever a condition reads has been filled in before"),
    "statutory": Text(
        "各环节都有时限，合计不超过承诺和法定时限", "Every step has a limit; together they fit the promise and the law"
    ),
    "posts": Text("每个环节都有岗位、时限和表单", "Every step has a post, a limit and a form"),
    "duties": Text("审查、核查、决定由不同的人做", "Examining, checking and deciding are for different persons"),
    "correction": Text("补正只告知一次", "Corrections are asked for only once"),
    "remedies": Text("不予的决定写明理由和救济途径", "Refusals state reasons and remedies"),
    "endless": Text("没有走不完的循环", "No loop goes on for ever"),
    "tables": Text("每种情形都有且只有一个结果", "Every case has one result and only one"),
    "layout": Text("没有重叠、交叉或者缺少的图形", "Nothing overlaps, crosses or is missing"),
    "naming": Text("名称清楚，没有重名", "Names are clear and distinct"),
}
PROMISED = Text("最坏用时（承诺）", "Worst case (promise)")
STATUTORY = Text("最坏用时（法定）", "Worst case (statute)")
TESTS = Text("测试", "Tests")
NO_TESTS = Text("没有测试", "There are no tests")
MUTATION = Text("变异检查", "Mutation check")
COVERAGE = Text("测试覆盖", "Covered by tests")
