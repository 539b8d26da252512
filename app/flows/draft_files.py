"""The files of a draft: flat names of known kinds, none too large."""

import re
from collections.abc import Mapping

from app.refusal import Refusal
from engine import Text

FLOW, ENTRY = "flow.bpmn", "power.yaml"
MODEL_SUFFIXES = (".bpmn", ".dmn", ".schema.json", ".ui.json")  # what a bundle consists of
PAPER_SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx")  # samples and blank forms, part of it too
TEST_SUFFIX = ".test.yaml"
MOST_FILES = 300
MOST_BYTES_OF_ONE = 5_000_000
MOST_BYTES = 20_000_000
_NAME = re.compile(r"\w[\w.-]{0,90}")


class WrongFileName(Refusal):
    """A draft holds no file of this name."""

    def __init__(self, name: str) -> None:
        shown = name[:60] or "-"
        super().__init__(
            Text(
                f"草稿里不能有名为“{shown}”的文件：只收 .bpmn、.dmn、.schema.json、.ui.json、.test.yaml、power.yaml "
                f"和样表（{'、'.join(PAPER_SUFFIXES)}），"
                "名字用文字、数字、点、横线",
                f"A draft cannot hold a file named “{shown}”: only .bpmn, .dmn, .schema.json, .ui.json, .test.yaml, "
                f"power.yaml and samples ({', '.join(PAPER_SUFFIXES)}), named with letters, figures, dots and hyphens",
            )
        )


class WrongPartName(Refusal):
    text = Text(
        "名字用英文字母开头，只用字母、数字、横线，最多 40 个",
        "A name begins with a letter and has only letters, figures and hyphens, 40 at most",
    )


class NameTaken(Refusal):
    text = Text("已经有同名的了", "There is one of this name already")


class TooLarge(Refusal):
    """More or larger files than a draft may hold."""

    text = Text(
        f"一份草稿最多 {MOST_FILES} 个文件，每个不超过 {MOST_BYTES_OF_ONE // 10**6} MB，"
        f"合计不超过 {MOST_BYTES // 10**6} MB",
        f"A draft holds at most {MOST_FILES} files of at most {MOST_BYTES_OF_ONE // 10**6} MB, "
        f"{MOST_BYTES // 10**6} MB together",
    )


def is_name(name: str) -> bool:
    """Whether a draft may hold a file of this name."""
    return bool(_NAME.fullmatch(name)) and (
        name == ENTRY or name.endswith((*MODEL_SUFFIXES, *PAPER_SUFFIXES, TEST_SUFFIX))
    )


def demand_fit(files: Mapping[str, bytes]) -> None:
    """Raises WrongFileName or TooLarge."""
    for name in files:
        if not is_name(name):
            raise WrongFileName(name)
    sizes = [len(content) for content in files.values()]
    if len(sizes) > MOST_FILES or max(sizes, default=0) > MOST_BYTES_OF_ONE or sum(sizes) > MOST_BYTES:
        raise TooLarge


def model_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the model's digest covers: flows, tables, forms and papers; not the catalogue entry, not the tests."""
    return {name: content for name, content in files.items() if name.endswith((*MODEL_SUFFIXES, *PAPER_SUFFIXES))}
