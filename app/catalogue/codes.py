"""How codes are built: a data file says it part by part, and every code is held to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import current_app

from engine import Text

KINDS = ("unified_code", "code", "implementation")
_SHIPPED = Path(__file__).with_name("codes.yaml")


class CodesRefused(Exception):
    """The data file is no scheme; told when the platform starts."""


@dataclass(frozen=True, slots=True)
class Part:
    name: Text
    pattern: str
    means: Text


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of code. ``proposal``: how one is made of an item's code and a body's; empty where nothing is."""

    name: Text
    parts: tuple[Part, ...]
    proposal: str = ""

    def problem(self, code: str) -> Text | None:
        """What is wrong with a code: the first part that it does not have."""
        if re.fullmatch("".join(f"(?:{part.pattern})" for part in self.parts), code):
            return None
        so_far = ""
        for part in self.parts:
            so_far += f"(?:{part.pattern})"
            if not re.match(so_far, code):
                return Text(
                    f"{self.name.zh}“{code}”的“{part.name.zh}”应当是{part.means.zh}",
                    f"The part “{part.name.en}” of the {self.name.en} “{code}” should be {part.means.en}",
                )
        matched, last = re.match(so_far, code), self.parts[-1]
        more = code[matched.end() if matched else 0 :]
        return Text(
            f"{self.name.zh}“{code}”末尾多了内容“{more}”：“{last.name.zh}”应当是{last.means.zh}",
            f"The {self.name.en} “{code}” goes on with “{more}” after its last part: "
            f"“{last.name.en}” should be {last.means.en}",
        )


def scheme(kind: str) -> Scheme:
    """The scheme of this kind of code as the government has set it."""
    return read_schemes(Path(current_app.config.get("CODES") or _SHIPPED))[kind]


@cache
def read_schemes(path: Path) -> Mapping[str, Scheme]:
    """The schemes of a data file; raises CodesRefused naming what is wrong."""
    try:
        said = yaml.safe_load(path.read_text())
        if set(said) != set(KINDS):
            raise CodesRefused(f"{path}: it should say {', '.join(KINDS)}")
        return {kind: _scheme(kind, said[kind]) for kind in KINDS}
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError, re.error) as error:
        raise CodesRefused(f"{path}: {error!r}") from error


def _scheme(kind: str, said: Mapping[str, Any]) -> Scheme:
    parts = tuple(
        Part(Text(**p["name"]), str(re.compile(p["pattern"]).pattern), Text(**p["means"])) for p in said["parts"]
    )
    proposal = str(said.get("proposal", ""))
    if not parts:
        raise CodesRefused(f"{kind} has no parts")
    if kind == "implementation" and not {"{item}", "{body}"} <= set(re.findall(r"\{\w+\}", proposal)):
        raise CodesRefused("the proposal of an implementation names {item} and {body}")
    return Scheme(Text(**said["name"]), parts, proposal)
