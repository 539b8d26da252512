# ruff: noqa: E501
"""A hand-made model of the licence as the mock screens draw it, and one with every shape."""

from engine.limits import Limit
from engine.reading.model import Edge, Element, Figure, Flow, Lane, Model, PowerWords, Process, Shape
from engine.text import Text

P = "licence"
NAME = Text("食品经营许可", "Food business licence")


def model(elements: list[Element], shapes: dict[str, Shape], flows: list[tuple[str, str, str]], edges: dict[str, Edge],
          lanes: tuple[Lane, ...] = (), notes: dict[str, Text] | None = None, name: Text = NAME) -> Model:  # fmt: skip
    return Model(
        process_id=P, name=name, digest="d" * 64, files={}, power=PowerWords(),
        processes={P: Process(P, name, "pool" if "pool" in shapes else None, "市场监督管理局", tuple(e.id for e in elements if e.parent == P))},
        elements={e.id: e for e in elements},
        flows={f"{a}-{b}": Flow(f"{a}-{b}", a, b, Text(label, "")) for a, b, label in flows},
        lanes=lanes, forms={}, tables={}, shapes=shapes, edges=edges,
        figures={i: Figure(i, "textAnnotation", said, P) for i, said in (notes or {}).items()},
    )  # fmt: skip


def node(id_: str, kind: str, zh: str = "", en: str = "", limit: str = "", stage: str = "", **more: object) -> Element:
    return Element(
        id=id_, kind=kind, name=Text(zh, en), process_id=P, parent=str(more.pop("parent", P)),
        limit=Limit.parse(limit) if limit else None, stage=Text(stage, ""), **more,
    )  # fmt: skip


def licence() -> Model:
    rows = [
        ("party", "申请人"),
        ("window", "综合窗口"),
        ("review", "审查岗"),
        ("site", "核查组"),
        ("chief", "首席代表"),
    ]
    members = {
        "party": ("start", "fix", "granted", "refused"), "window": ("acc", "g1", "cert", "ref"),
        "review": ("rev", "g2"), "site": ("check",), "chief": ("dec", "g3"),
    }  # fmt: skip
    lanes = tuple(
        Lane(f"L{i}", Text(name, key.capitalize()), "市场监督管理局", name, key == "party", members[key], P)
        for i, (key, name) in enumerate(rows)
    )
    lane_of = {e: lane.id for lane in lanes for e in lane.elements}
    n = lambda id_, *a, **k: node(id_, *a, lane=lane_of[id_], **k)  # noqa: E731
    elements = [
        n("start", "startEvent", "提交申请", "Apply"),
        n("acc", "userTask", "受理", "Accept", "1wd", "受理"),
        n("g1", "exclusiveGateway", "材料齐全？", "Complete?"),
        n("fix", "userTask", "补正材料", "Correct", "", "受理", is_party=True),
        n("rev", "userTask", "材料审查", "Review of materials", "2wd", "材料审查"),
        n("g2", "exclusiveGateway", "需现场核查？", "Site check?"),
        n("check", "userTask", "现场核查", "On-site check", "3wd", "现场核查", multi="parallel"),
        n("dec", "userTask", "决定", "Decide", "1wd", "决定"),
        n("g3", "exclusiveGateway", "准予？", "Grant?"),
        n("cert", "userTask", "制证送达", "Issue and deliver", "5wd", "送达"),
        n("ref", "userTask", "不予许可决定书送达", "Deliver the refusal", "5wd", "送达"),
        n("granted", "endEvent", "领取许可证", "Licence issued"),
        n("refused", "endEvent", "可复议、可诉讼", "Refused, with remedies"),
    ]
    at = {"start": (100, 44), "fix": (336, 44), "acc": (210, 132), "g1": (336, 132), "rev": (456, 220), "g2": (582, 220),
          "check": (582, 308), "dec": (716, 396), "g3": (834, 396), "cert": (834, 132), "ref": (952, 132),
          "granted": (834, 48), "refused": (952, 48)}  # fmt: skip
    shapes = {"pool": Shape(0, 0, 1030, 440)}
    shapes |= {f"L{i}": Shape(30, i * 88, 1000, 88) for i in range(5)}
    for e in elements:
        x, y = at[e.id]
        w, h = (112, 50) if e.kind == "userTask" else (40, 40) if "Gateway" in e.kind else (30, 30)
        shapes[e.id] = Shape(x - w / 2, y - h / 2, w, h)
    paths = {
        ("start", "acc", ""): [(115, 44), (210, 44), (210, 107)],
        ("acc", "g1", ""): [(266, 132), (316, 132)],
        ("g1", "fix", "缺"): [(336, 112), (336, 69)],
        ("fix", "acc", ""): [(280, 44), (234, 44), (234, 107)],
        ("g1", "rev", "齐"): [(356, 132), (456, 132), (456, 195)],
        ("rev", "g2", ""): [(512, 220), (562, 220)],
        ("g2", "check", "是"): [(582, 240), (582, 283)],
        ("g2", "dec", "否"): [(602, 220), (736, 220), (736, 371)],
        ("check", "dec", ""): [(638, 308), (696, 308), (696, 371)],
        ("dec", "g3", ""): [(772, 396), (814, 396)],
        ("g3", "cert", "准予"): [(834, 376), (834, 157)],
        ("g3", "ref", "不予"): [(854, 396), (952, 396), (952, 157)],
        ("cert", "granted", ""): [(834, 107), (834, 63)],
        ("ref", "refused", ""): [(952, 107), (952, 63)],
    }
    edges = {f"{a}-{b}": Edge(tuple(points)) for (a, b, _), points in paths.items()}
    return model(elements, shapes, list(paths), edges, lanes)


STATES = {"start": "done", "acc": "done", "g1": "done", "fix": "done", "rev": "done", "g2": "done", "check": "here"}


def everything() -> Model:
    """Every shape BPMN has, in a grid."""
    elements, shapes = [], {}
    events = [
        "timer",
        "message",
        "signal",
        "error",
        "escalation",
        "conditional",
        "compensate",
        "cancel",
        "link",
        "multiple",
        "terminate",
        None,
    ]
    for i, event in enumerate(events):
        for j, kind in enumerate(
            ["startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "endEvent", "boundaryEvent"]
        ):
            id_ = f"{kind}{i}"
            elements.append(node(id_, kind, str(event or ""), event=event, interrupting=j != 4))
            shapes[id_] = Shape(20 + i * 90, 20 + j * 70, 36, 36)
    tasks = [
        "task",
        "userTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "manualTask",
        "callActivity",
    ]
    for i, kind in enumerate(tasks):
        multi = [None, "parallel", "sequential", "loop"][i % 4]
        elements.append(
            node(kind, kind, "对未取得许可从事食品生产经营活动的行为立案", "Open a case", "2wd", multi=multi)
        )
        shapes[kind] = Shape(20 + i * 122, 390, 104, 80)
    for i, kind in enumerate(
        ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"]
    ):
        elements.append(node(kind, kind, "去哪里？"))
        shapes[kind] = Shape(20 + i * 110, 500, 50, 50)
    elements += [
        node("sub", "subProcess", "现场核查", children=("inner",)), node("inner", "userTask", "勘验", parent="sub"),
        node("esub", "subProcess", "撤回", triggered_by_event=True), node("closed", "subProcess", "听证", children=("lost",)),
        node("lost", "userTask", "看不见", parent="closed"), node("tx", "transaction", "缴费"),
        node("data", "dataObjectReference", "申请书"), node("store", "dataStoreReference", "许可库"), node("adhoc", "adHocSubProcess", "补充调查"),
    ]  # fmt: skip
    shapes |= {
        "sub": Shape(20, 600, 260, 140), "inner": Shape(90, 640, 100, 60), "esub": Shape(300, 600, 160, 140),
        "closed": Shape(480, 630, 100, 80, expanded=False), "lost": Shape(500, 640, 50, 50), "tx": Shape(600, 600, 160, 140),
        "data": Shape(790, 630, 36, 50), "store": Shape(870, 630, 50, 50), "adhoc": Shape(950, 600, 150, 140), "note": Shape(620, 505, 160, 40),
    }  # fmt: skip
    return model(elements, shapes, [], {}, notes={"note": Text("法定时限自受理之日起算，补正时间不计入", "")})
