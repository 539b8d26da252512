"""Random flow models as blocks: what the token game plays and what is written out as BPMN."""

from dataclasses import dataclass, field

from hypothesis import strategies as st


@dataclass
class Block:
    id: str = field(default="", init=False)


@dataclass
class Task(Block):
    """A user task; whoever completes it sets ``v_<id>``."""


@dataclass
class Script(Block):
    """Sets ``v_<id>`` to one more than ``v_<source>`` (0 where that has no value)."""

    pick: int
    source: str = field(default="", init=False)


@dataclass
class Seq(Block):
    parts: list[Block]


@dataclass
class And(Block):
    branches: list[Block]


@dataclass
class Choice(Block):
    """Exclusive (the first that holds) or inclusive (all that hold); the last branch is the default."""

    inclusive: bool
    branches: list[Block]
    picks: list[tuple[int, int]]  # per branch but the last: which task's value, at least how much
    conditions: list[tuple[str, int]] = field(default_factory=list, init=False)


@dataclass
class Loop(Block):
    """Again while the value of a task of its body is at least 2."""

    body: Block
    pick: int
    again: str = field(default="", init=False)


@dataclass
class Sub(Block):
    body: Block


@dataclass
class Call(Block):
    """Another process; it hands up its values, as a context under ``result`` or one by one."""

    body: Block
    named: bool


@dataclass
class Rule:
    """Of a joint approval: a value of 2 or more agrees, of 1 is against, of 0 abstains; the first may have a veto."""

    name: str
    need: int
    veto: bool
    waits: bool
    weighted: bool  # by the number of the signer
    attendance: int  # nothing passes before so many percent of the signers have signed


@dataclass
class Multi(Block):
    """A task, sub-process or call done ``n`` times; ``enough``: done when so many items are; a task may have a rule."""

    activity: Block
    n: int
    sequential: bool
    enough: int | None
    rule: Rule | None = None


@dataclass
class Wait(Block):
    """An intermediate timer event."""

    minutes: int
    delay: str = field(default="", init=False)


@dataclass
class Receive(Block):
    """A receive task or an intermediate message event; its message has the block's name."""

    task: bool


@dataclass
class Watched(Block):
    """A sub-process with an event sub-process inside that a message starts."""

    body: Block
    interrupting: bool
    handler: Block
    message: str = field(default="", init=False)


@dataclass
class Try(Block):
    """A sub-process that fails when the value of a task inside is at least 2; the error is caught at its border."""

    body: Block
    pick: int
    handler: Block
    fails: str = field(default="", init=False)


@dataclass
class Race(Block):
    """An event gateway with two timers, each with what follows it."""

    first: Wait
    second: Wait
    after_first: Block
    after_second: Block


@dataclass
class Guarded(Block):
    """An activity with a boundary timer."""

    activity: Block
    timer: Wait
    interrupting: bool
    handler: Block
    times: int = 1  # of a timer that does not interrupt


@dataclass
class Branched(Block):
    """The whole case with a branch flow beside it; ``holds``: while one runs nothing of the rest can be done."""

    body: Block
    branch: Block
    holds: bool


def _leaf() -> st.SearchStrategy[Block]:
    wait = st.builds(Wait, st.integers(1, 9))
    task = st.builds(Task)
    return st.one_of(
        task, task, task, task, st.builds(Script, st.integers(0, 99)), wait, st.builds(Receive, st.booleans())
    )


def _activity(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.one_of(st.builds(Task), st.builds(Sub, inner), st.builds(Call, inner, st.booleans()))


def _in_order(multi: Multi) -> Multi:
    """Who sign in order sign one after the other."""
    multi.sequential = multi.sequential or (multi.rule is not None and multi.rule.name == "sequential")
    return multi


def _compound(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    wait = st.builds(Wait, st.integers(1, 9))
    few = st.lists(inner, min_size=2, max_size=4)
    multi = st.builds(Multi, _activity(inner), st.integers(0, 3), st.booleans(), st.none() | st.integers(1, 3))
    names = st.sampled_from(["all", "quorum", "any", "majority", "weights", "sequential"])
    share = st.sampled_from([0, 0, 50, 67, 100])
    rule = st.builds(Rule, names, st.integers(1, 3), st.booleans(), st.booleans(), st.booleans(), share)
    joint = st.builds(Multi, st.builds(Task), st.integers(0, 4), st.booleans(), st.none(), rule).map(_in_order)
    multi = st.one_of(multi, multi, joint)
    pick = st.tuples(st.integers(0, 99), st.integers(1, 3))
    return st.one_of(
        st.builds(Seq, few),
        st.builds(And, few),
        st.builds(Choice, st.booleans(), few, st.lists(pick, min_size=3, max_size=3)),
        st.builds(Loop, inner, st.integers(0, 99)),
        _activity(inner),
        multi,
        st.builds(Race, wait, wait, inner, inner),
        st.builds(Guarded, st.one_of(_activity(inner), multi), wait, st.booleans(), inner, st.integers(1, 3)),
        st.builds(Watched, inner, st.booleans(), inner),
        st.builds(Try, inner, st.integers(0, 99), inner),
    )


def models() -> st.SearchStrategy[Block]:
    """Three blocks deep, one to three in a row: some thirty nodes, some a hundred."""
    inner = _leaf()
    for _ in range(2):
        inner = st.one_of(_leaf(), _compound(inner), _compound(inner), _compound(inner))
    whole = st.builds(Seq, st.lists(_compound(inner), min_size=2, max_size=4))
    return st.builds(Branched, whole, _compound(_leaf()), st.booleans()).map(settle)


def ways_back() -> st.SearchStrategy[Block]:
    """Small models full of steps that can be returned to, reminders beside them, and joint approvals."""
    wait = st.builds(Wait, st.integers(1, 9))
    handler = st.one_of(st.builds(Task), st.builds(Seq, st.lists(st.builds(Task), min_size=2, max_size=2)))
    names = st.sampled_from(["all", "quorum", "any", "majority", "weights"])
    share = st.sampled_from([0, 50, 67, 100])
    rule = st.builds(Rule, names, st.integers(1, 3), st.booleans(), st.booleans(), st.booleans(), share)
    joint = st.builds(Multi, st.builds(Task), st.integers(1, 4), st.just(False), st.none(), rule)
    reminded = st.builds(Guarded, st.one_of(st.builds(Task), joint), wait, st.just(False), handler, st.integers(1, 2))
    part = st.one_of(st.builds(Task), st.builds(Task), reminded, joint)
    row = st.builds(Seq, st.lists(part, min_size=2, max_size=4))
    more = st.one_of(
        row,
        st.builds(Loop, row, st.integers(0, 99)),
        st.builds(And, st.lists(row, min_size=2, max_size=2)),
        st.builds(Sub, row),
    )
    whole = st.builds(Seq, st.lists(st.one_of(part, more), min_size=2, max_size=4))
    return st.builds(Branched, whole, row, st.booleans()).map(settle)


def settle(root: Block) -> Block:
    """Give every block its id and tie conditions to the tasks that come before it in the text."""
    numbers = {"next": 0}
    writers: list[str] = []

    def name(block: Block, letter: str) -> None:
        numbers["next"] += 1
        block.id = f"{letter}{numbers['next']}"

    # Only people write what is read: what automatic steps in parallel branches read of each other has no one answer.
    def pick(index: int) -> str:
        return f"v_{writers[index % len(writers)]}" if writers else "v_none"

    def visit(block: Block) -> None:
        match block:
            case Task():
                name(block, "T")
                writers.append(block.id)
            case Script():
                name(block, "S")
                block.source = pick(block.pick)
            case Wait():
                name(block, "W")
                # unlike durations never end at the same moment, so that "which came first" has one answer
                block.delay = f"PT{block.minutes}M0.{numbers['next']:04d}S"
            case Receive():
                name(block, "R")
            case Watched():
                name(block, "V")
                block.message = f"M{block.id}"
                visit(block.body)
                visit(block.handler)
            case Try():
                name(block, "Y")
                before = len(writers)
                visit(block.body)
                own = writers[before:]
                block.fails = f"v_{own[block.pick % len(own)]}" if own else "v_none"
                visit(block.handler)
            case Branched():
                visit(block.body)
                visit(block.branch)
            case Seq() | And():
                name(block, "B")
                for part in block.parts if isinstance(block, Seq) else block.branches:
                    visit(part)
            case Choice():
                name(block, "X")
                block.conditions = [(pick(i), least) for i, least in block.picks[: len(block.branches) - 1]]
                for part in block.branches:
                    visit(part)
            case Loop():
                name(block, "L")
                before = len(writers)
                visit(block.body)
                own = writers[before:]
                block.again = f"v_{own[block.pick % len(own)]}" if own else "v_none"
            case Sub() | Call():
                name(block, "P" if isinstance(block, Sub) else "C")
                visit(block.body)
            case Multi():
                visit(block.activity)
                block.id = block.activity.id
            case Race():
                name(block, "G")
                for part in (block.first, block.second, block.after_first, block.after_second):
                    visit(part)
            case Guarded():
                visit(block.activity)
                block.id = block.activity.id
                visit(block.timer)
                visit(block.handler)

    visit(root)
    return root
