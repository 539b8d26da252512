"""The proof pack: everything at once, as verdicts a legal office reads and as plain data that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.checks import CHECKS, LongestPath, Rules, check_model, longest_paths
from engine.comparing import Difference, compare_models
from engine.errors import Finding
from engine.flowtest.files import Trial, run_scenarios
from engine.flowtest.mutating import Mutation
from engine.proving import words
from engine.reading.model import Model
from engine.text import Text

_WORST = {"error": "unmet", "warning": "told"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the pack. ``state``: met; told (to be looked at); unmet."""

    name: Text
    state: str
    said: Text


@dataclass(frozen=True, slots=True)
class Proof:
    """``before``: the version it is compared with; without one the power is new. ``mutation``: None if not made."""

    model: Model
    findings: tuple[Finding, ...]
    paths: tuple[LongestPath, ...]
    trial: Trial
    difference: Difference | None
    mutation: Mutation | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        checked = (self._checked(name) for name in CHECKS if name in words.CHECKS)
        worst = (_worst_case(path) for path in self.paths)
        mutated = (_mutated(self.mutation),) if self.mutation else ()
        return (*checked, *worst, self._tested(), self._covered(), *mutated)

    def _checked(self, name: str) -> Verdict:
        found = [f for f in self.findings if f.check == name and f.severity in _WORST]
        if not found:
            return Verdict(words.CHECKS[name], "met", words.MET[name])
        more = f"（共 {len(found)} 处）", f" ({len(found)} in all)"
        said = (
            found[0].message if len(found) == 1 else Text(found[0].message.zh + more[0], found[0].message.en + more[1])
        )
        return Verdict(words.CHECKS[name], _WORST[found[0].severity], said)

    def _tested(self) -> Verdict:
        told = self.trial.told
        unmet = [one for one in told if not one.met]
        if not told:
            return Verdict(words.TESTS, "unmet", words.NO_TESTS)
        if unmet:
            one, why = unmet[0], unmet[0].problem or Text("", "")
            zh = f"{len(told)} 个测试中 {len(unmet)} 个没有通过：{one.title.zh}，第 {one.step} 步，{why.zh}"
            en = f"{len(unmet)} of {len(told)} tests fail: {one.title.en}, step {one.step}: {why.en}"
            return Verdict(words.TESTS, "unmet", Text(zh, en))
        return Verdict(words.TESTS, "met", Text(f"{len(told)} 个测试全部通过", f"All {len(told)} tests pass"))

    def _covered(self) -> Verdict:
        missing, model = set(self.trial.missing), self.model
        elements = [e.id for e in model.in_flow_order()]
        parts = (Text("节点", "elements"), elements), (Text("连线", "flows"), list(model.flows))
        counts = [(name, sum(id not in missing for id in ids), len(ids)) for name, ids in parts]
        zh = "；".join(f"{name.zh} {done}/{whole}" for name, done, whole in counts)
        en = "; ".join(f"{name.en} {done}/{whole}" for name, done, whole in counts)
        return Verdict(words.COVERAGE, "unmet" if missing else "met", Text(zh, en))

    def as_json(self) -> dict[str, Any]:
        """Plain data, both languages: what is kept with the version."""
        return {
            "digest": self.model.digest,
            "verdicts": [{"name": _both(v.name), "state": v.state, "said": _both(v.said)} for v in self.verdicts],
            "findings": [
                {"check": f.check, "element": f.element, "severity": f.severity, "message": _both(f.message),
                 "mend": f.mend and _both(f.mend)}
                for f in self.findings
            ],
            "paths": [
                {"kind": p.kind, "limit": str(p.limit), "amount": p.amount, "fits": p.fits,
                 "begun_on": p.begun_on.isoformat(), "steps": [[id, str(limit)] for id, limit in p.steps]}
                for p in self.paths
            ],
            "tests": [
                {"name": t.name, "title": _both(t.title), "met": t.met, "step": t.step,
                 "problem": t.problem and _both(t.problem)}
                for t in self.trial.told
            ],
            "coverage": {"share": round(self.trial.share, 4), "missing": list(self.trial.missing)},
            "mutation": None if self.mutation is None else self.mutation.as_json(),
            "changes": None if self.difference is None else self.difference.as_json(),
        }  # fmt: skip


def prove(
    model: Model,
    files: Mapping[str, bytes],
    before: Model | None = None,
    rules: Rules | None = None,
    mutation: Mutation | None = None,
) -> Proof:
    """The proof of a version. ``files``: its bundle, in which the scenarios stand (``*.test.yaml``).

    ``mutation``: what ``check_mutants`` found of the same files, which takes its time.
    """
    rules = rules or Rules()
    return Proof(
        model,
        tuple(check_model(model, rules)),
        tuple(longest_paths(model, rules.calendar)),
        run_scenarios(model, files),
        None if before is None else compare_models(before, model),
        mutation,
    )


def _worst_case(path: LongestPath) -> Verdict:
    name = words.PROMISED if path.kind == "promised" else words.STATUTORY
    taken = type(path.limit)(path.amount, path.limit.unit).text if path.amount else Text("0", "0")
    zh, en = (
        (f"{taken.zh}，不超过 {path.limit.text.zh}", f"{taken.en}, not above {path.limit.text.en}")
        if path.fits
        else (f"{taken.zh}，超过 {path.limit.text.zh}", f"{taken.en}, above {path.limit.text.en}")
    )
    return Verdict(name, "met" if path.fits else "unmet", Text(zh, en))


def _mutated(found: Mutation) -> Verdict:
    """Told, never unmet: that a test overlooks a change is for people to judge."""
    zh = f"{found.tried} 处改动，测试发现 {found.noticed} 处（{found.score * 100:.0f} %）"
    en = f"The tests notice {found.noticed} of {found.tried} changes ({found.score * 100:.0f} %)"
    if found.unnoticed:
        first = found.unnoticed[0].said
        zh, en = f"{zh}；没有发现的如：{first.zh}", f"{en}; not, for example: {first.en}"
    if found.untried:
        zh, en = f"{zh}；时间到，{found.untried} 处没有试", f"{en}; {found.untried} not tried for want of time"
    return Verdict(words.MUTATION, "told" if found.unnoticed or found.untried else "met", Text(zh, en))


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
