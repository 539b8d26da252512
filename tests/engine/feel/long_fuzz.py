"""The fuzz tests with new examples for as long as wanted: ``python -m tests.engine.feel.long_fuzz SECONDS``.

Prints how many examples were tried. A failure, or an example of more than three seconds, ends it with the example.
"""

import os
import sys
import warnings
from time import monotonic

ROUND = 2_000


def main() -> None:
    """Run all tests in turn until the time is over."""
    warnings.simplefilter("ignore")  # hypothesis warns about the size of what it prints
    os.environ["FUZZ_EXAMPLES"] = str(ROUND)
    from tests.engine.feel import test_fuzz, test_regex

    tests = [value for name, value in vars(test_fuzz).items() if name.startswith("test_")]
    tests.append(test_regex.test_agrees_with_pythons_where_both_speak_the_same)
    end = monotonic() + float(sys.argv[1])
    done = 0
    while monotonic() < end:
        tests[done % len(tests)]()
        done += 1
    sys.stdout.write(f"{done * ROUND} examples of {len(tests)} tests: nothing found\n")


if __name__ == "__main__":
    main()
