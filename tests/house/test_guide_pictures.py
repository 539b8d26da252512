"""Every picture that the guide for analysts names is made by a test, in the language of its page, and is there."""

import pytest

from tests.browser.guide_pictures import DOCS, LANGUAGES, MOST_BYTES, ROOT, TESTS, file_of, named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_the_pictures_that_tests_make_and_no_others(language: str) -> None:
    assert sorted(named(DOCS / f"analyst-guide.{language}.md")) == sorted(file_of(name, language) for name in TESTS)


def test_the_tests_that_are_said_to_make_them_do() -> None:
    for name, test in TESTS.items():
        file, _, function = test.partition("::")
        source = (ROOT / "tests/browser" / file).read_text()
        assert f'"{name}"' in source and f"def {function}(" in source, name


def test_the_pictures_are_there_are_small_and_no_other_lies_beside_them() -> None:
    made = {file_of(name, language) for name in TESTS for language in LANGUAGES}
    assert {path.name for path in DOCS.glob("guide-*.png")} == made
    for name in made:
        assert (DOCS / name).stat().st_size <= MOST_BYTES, name
