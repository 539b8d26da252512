"""Opinions that stand (保留的意见): after a veto a joint approval is held again, and only who vetoed signs anew.

Kept by the scope and the step of the joint approval, from the end of one meeting to the beginning of the next. What
each has answered stays in the results, in the same order.
"""

from bisect import insort
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task

from engine.reading.model import Element
from engine.running.ground import Ground
from engine.text import Text
from engine.values import dump_value, load_value


@dataclass(frozen=True, slots=True)
class StandingVote:
    """An opinion of an earlier meeting that counts in the one that is open. ``by``: who signed it."""

    element_id: str
    name: Text
    item: int
    authority: str | None
    post: str | None
    by: str | None


class Standing(Ground):
    """Of what was signed before a veto."""

    kept_votes: dict[str, list[list[Any]]]  # "scope:element" -> [position in the results, item, agrees, may veto, who]

    def keep_votes(self, host: Task) -> None:
        """A joint approval has ended: where a veto ended it, what the others said stands when it is held again."""
        element: Element = host.task_spec.element
        joint, internal = element.loop.joint if element.loop else None, host.internal_data
        votes = internal.get("votes", [])
        if joint is None or not joint.keeps or not any(vetoes and agrees is False for agrees, _, vetoes, *_ in votes):
            return
        assert element.loop is not None
        identities = internal.get("identities", {})
        position = {item: n for n, item in enumerate(sorted(internal["done"]))}
        self.kept_votes[_key(host)] = [
            [position[item], identities[str(item)], agrees, vetoes, internal.get("who", {}).get(str(item))]
            for agrees, _, vetoes, *signer in votes
            for item in signer
            if item in position and str(item) in identities and not (vetoes and agrees is False)
        ]

    def drop_votes(self, scope: str, elements: Container[str] | None = None) -> None:
        """What was signed is given up: in these elements of a scope, or in all of it."""
        for key in list(self.kept_votes):
            of, element = key.split(":", 1)
            if of == scope and (elements is None or element in elements):
                del self.kept_votes[key]

    def let_stand(self, host: Task, items: list[Any], results: Any) -> None:
        """At the beginning of a meeting: who has signed in the one that was vetoed need not sign again.

        ``results``: of that meeting. Whoever is not a signer any more does not count.
        """
        element: Element = host.task_spec.element
        assert element.loop is not None
        internal = host.internal_data
        said = list(results.values()) if isinstance(results, dict) else results
        for position, identity, agrees, vetoes, who in self.kept_votes.pop(_key(host), []):
            same = (int(i) for i, one in internal["identities"].items() if one == identity)
            index = next((i for i in same if i not in internal["done"]), None)
            if index is None or not isinstance(said, list) or position >= len(said):
                continue
            insort(internal["done"], index)
            self.data.set(host.id, str(index), said[position])
            internal.setdefault("votes", []).append([agrees, internal["weights"].pop(str(index)), vetoes, index])
            internal.setdefault("stands", {})[str(index)] = dump_value(items[index])
            if who is not None:
                internal.setdefault("signers", []).append(who)
                internal.setdefault("who", {})[str(index)] = who
        if internal["done"]:
            self.gather(host)

    def take_back(self, host: Task, item: int) -> None:
        """An opinion that stood does not count any more."""
        internal = host.internal_data
        internal["votes"] = [vote for vote in internal["votes"] if vote[3:] != [item]]
        del internal["stands"][str(item)]
        who = internal.get("who", {}).pop(str(item), None)
        if who is not None:
            internal["signers"].remove(who)

    @property
    def standing(self) -> list[StandingVote]:
        """What counts in the joint approvals that are open without having been signed in them."""
        found = []
        for host in self.tokens.live():
            element: Element = host.task_spec.element
            for item, value in host.internal_data.get("stands", {}).items():
                assert element.loop is not None
                named = {element.loop.item or "": load_value(value)}
                scope = self.tokens.scope_of(host)
                authority, post = (
                    self.evaluate(said, scope, element, **named) if said is not None else fixed
                    for said, fixed in ((element.authority_from, element.authority), (element.post_from, element.post))
                )
                who = host.internal_data.get("who", {}).get(item)
                found.append(StandingVote(element.id, element.name, int(item), authority, post, who))
        return found

    def gather(self, host: Task, *more: int) -> None:
        raise NotImplementedError


def _key(host: Task) -> str:
    return f"{host.internal_data['scope']}:{host.task_spec.element.id}"
