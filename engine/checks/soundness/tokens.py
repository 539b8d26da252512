"""Tokens and the scopes they are in, and their frozen form: one for all markings that are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Frozen = Any
"""A marking as nested tuples; None when the case is over."""
READY, OPEN, WAITS, INSIDE, RACES, AGAIN = range(6)
"""Goes on at once; waits for a person; an event or a join; what is in it; the first of several events; once more?"""


@dataclass(slots=True, eq=False)
class Token:
    at: str
    scope: "Scope"
    state: int
    arrived: dict[str, int] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)  # boundary events that have come beside it
    inner: "Scope | None" = None
    begun: bool = False  # the start of an event sub-process, inside it
    dead: bool = False


@dataclass(slots=True, eq=False)
class Scope:
    container: str
    host: Token | None
    tokens: list[Token] = field(default_factory=list)
    listening: set[str] = field(default_factory=set)  # starts of event sub-processes
    ended: set[str] = field(default_factory=set)
    beginning: bool = False


def freeze(root: Scope, agenda: Sequence[Token]) -> Frozen:
    """``agenda``: the tokens that go on by themselves, in their order."""
    return _freeze(root, {id(token): place for place, token in enumerate(agenda)})


def thaw(frozen: Frozen) -> tuple[Scope, list[Token]]:
    """The scope of the whole case, and the agenda."""
    ready: dict[int, Token] = {}
    root = _thaw(frozen, None, ready)
    return root, [ready[place] for place in sorted(ready)]


def _freeze(scope: Scope, queue: dict[int, int]) -> Frozen:
    tokens = [
        (
            t.at,
            t.state,
            queue.get(id(t), -1),
            tuple(sorted(t.arrived.items())),
            tuple(sorted(t.fired)),
            _freeze(t.inner, queue) if t.inner else (),
            t.begun,
        )
        for t in scope.tokens
    ]
    tokens.sort()
    return scope.container, tuple(tokens), tuple(sorted(scope.listening)), tuple(sorted(scope.ended))


def _thaw(frozen: Frozen, host: Token | None, ready: dict[int, Token]) -> Scope:
    container, tokens, listening, ended = frozen
    scope = Scope(container, host, [], set(listening), set(ended))
    for at, state, place, arrived, fired, inner, begun in tokens:
        token = Token(at, scope, state, dict(arrived), set(fired), None, begun)
        if inner:
            token.inner = _thaw(inner, token, ready)
        if place >= 0:
            ready[place] = token
        scope.tokens.append(token)
    return scope
