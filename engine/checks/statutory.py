"""`statutory`: the longest counted way is within the promised limit, and that within the statutory one."""

from collections.abc import Iterator

from engine.checks.longest import Days, LongestPath, longest_paths
from engine.checks.subject import Subject
from engine.errors import Finding
from engine.limits import Limit
from engine.text import Text

NAME = "statutory"
_KINDS = {"promised": Text("承诺时限", "the promised limit"), "statutory": Text("法定时限", "the statutory limit")}
_SHORTEN = Text(
    "缩短路径上环节的时限，或者改承诺时限。", "Shorten the limits of these steps, or change the promised limit."
)


def check(subject: Subject) -> Iterator[Finding]:
    """For flows of a power that state a limit. Units are compared by the calendar's worst case."""
    power = subject.model.power
    if not subject.power:
        return
    if not power.limit and not power.promise:
        mend = Text("写上 daylight:limit 和 daylight:promise。", "Add daylight:limit and daylight:promise.")
        text = Text("没有写法定时限和承诺时限。", "states neither a statutory nor a promised limit.")
        yield subject.finding(NAME, subject.model.process_id, "warning", text, mend)
        return
    yield from _promise(subject, power.promise, power.limit)
    yield from _extension(subject)
    yield from _begins(subject)
    yield from _branches(subject)
    paths = longest_paths(subject.model, subject.rules.calendar, subject.graph)
    for path in paths:
        if not path.fits:
            yield _too_long(subject, path)
    yield from _rounds(subject, paths[0])
    for id in paths[0].unknown:
        if (
            subject.model.elements[id].kind not in ("userTask", "manualTask", "task")
            or subject.model.elements[id].limit
        ):
            text = Text("计时中，但没有写最长多久。", "counts, but nothing says how long it may take.")
            mend = Text(
                '写上 daylight:limit，加一个定时，或者依法写 daylight:clock="excluded"。',
                'Add daylight:limit, a timer, or, where the law says so, daylight:clock="excluded".',
            )
            yield subject.finding(NAME, id, "warning", text, mend)


def _promise(subject: Subject, promise: Limit | None, limit: Limit | None) -> Iterator[Finding]:
    if promise is None or limit is None:
        return
    amount = promise.amount
    if promise.unit != limit.unit:
        amount = Days(subject.rules.calendar).worst((promise,), limit.unit)[0]
    process = subject.model.process_id
    if amount > limit.amount:
        most = Limit(amount, limit.unit).text
        text = Text(
            f"承诺时限 {promise.text.zh} 超过法定时限 {limit.text.zh}（最长可达 {most.zh}）。",
            f"the promised limit of {promise.text.en} exceeds the statutory {limit.text.en} (it may take {most.en}).",
        )
        mend = Text("缩短承诺时限。", "Shorten the promised limit.")
        yield subject.finding(NAME, process, "error", text, mend)
    share = subject.rules.promise_share
    if share is not None and amount > limit.amount * share:
        text = Text(
            f"承诺时限 {promise.text.zh} 超过法定时限的 {share}。",
            f"the promised limit of {promise.text.en} is more than {share} of the statutory one.",
        )
        mend = Text("按本地规定缩短承诺时限。", "Shorten it as the authority's own rule demands.")
        yield subject.finding(NAME, process, "error", text, mend)


def _extension(subject: Subject) -> Iterator[Finding]:
    """What is added to a limit is of its unit: 20 working days and 10 days have no sum."""
    power = subject.model.power
    for limit in (power.limit, power.promise):
        if power.extension is not None and limit is not None and limit.unit != power.extension.unit:
            text = Text(
                f"可以延长 {power.extension.text.zh}，加不到 {limit.text.zh} 上：两者单位不同。",
                f"an extension by {power.extension.text.en} cannot be added to {limit.text.en}: the units differ.",
            )
            mend = Text("延长的时间按时限的单位写。", "Write the extension in the limit's unit.")
            yield subject.finding(NAME, subject.model.process_id, "error", text, mend)


def _branches(subject: Subject) -> Iterator[Finding]:
    """A branch flow may be started at any time, and so is on no way: where its days count, no sum holds."""
    for e in subject.elements:
        if e.branch and e.clock != "excluded":
            text = Text(
                "支流程随时可以启动，它的日子计入时限，最长路径没有算它。",
                "may be started at any time; its days count, and the longest way does not include them.",
            )
            mend = Text(
                '依法不计时的写 daylight:clock="excluded" 和 daylight:article。',
                'Where the law does not count it, add daylight:clock="excluded" and daylight:article.',
            )
            yield subject.finding(NAME, e.id, "warning", text, mend)


def _begins(subject: Subject) -> Iterator[Finding]:
    """Counting has begun wherever it ends."""
    graph = subject.graph
    starts = {x for e in subject.elements if e.clock == "starts" for x in graph.exits.get(e.id, ())}
    for e in subject.elements:
        if e.clock != "ends":
            continue
        way = graph.path([graph.start], set(graph.entries.get(e.id, ())).__contains__, starts)
        if way is not None:
            path = graph.ids(way)
            said = subject.way(path)
            text = Text(f"到这里时还没有开始计时：{said.zh}。", f"is reached before counting has begun: {said.en}.")
            mend = Text(
                '在受理的环节写 daylight:clock="starts"。', 'Add daylight:clock="starts" where the case is accepted.'
            )
            yield subject.finding(NAME, e.id, "error", text, mend, path)


def _too_long(subject: Subject, path: LongestPath) -> Finding:
    kind = _KINDS[path.kind]
    zh = " + ".join(f"{subject.model.elements[id].name.zh or id} {limit.text.zh}" for id, limit in path.steps)
    en = " + ".join(f"{subject.model.elements[id].name.in_('en') or id} {limit.text.en}" for id, limit in path.steps)
    whole, begun = Limit(path.amount, path.limit.unit), path.begun_on.isoformat()
    text = Text(
        f"最长的路径共 {whole.text.zh}，超过{kind.zh} {path.limit.text.zh}：{zh}（自 {begun} 起计时）。",
        f"the longest way takes {whole.text.en}, more than {kind.en} of {path.limit.text.en}: {en} (from {begun}).",
    )
    return subject.finding(NAME, path.steps[-1][0], "error", text, _SHORTEN, path.elements)


def _rounds(subject: Subject, path: LongestPath) -> Iterator[Finding]:
    kind = _KINDS[path.kind]
    longest = {again.elements[0]: again for again in sorted(path.rounds, key=lambda r: r.amount)}
    for again in longest.values():
        left = max(path.limit.amount - path.amount, 0) // again.amount
        amount, said = Limit(again.amount, path.limit.unit), subject.way(again.elements)
        text = Text(
            f"可以退回再办，每次再用 {amount.text.zh}；{kind.zh}内最多容得下 {left} 次：{said.zh}。",
            f"can be gone back to; each round takes {amount.text.en}, and {kind.en} holds {left} more: {said.en}.",
        )
        mend = Text("退回只退一次，或者缩短其中的时限。", "Go back only once, or shorten the limits in between.")
        yield subject.finding(NAME, again.elements[0], "note" if left else "warning", text, mend, again.elements)
