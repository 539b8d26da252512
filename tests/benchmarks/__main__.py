"""`make bench`: every bench of this folder, one after the other; JSON lines on standard output."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run each bench in a process of its own; the exit code of the worst."""
    folder = Path(__file__).parent
    wanted = sys.argv[1:] or [path.stem for path in sorted(folder.glob("bench_*.py"))]
    return max(
        subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode for name in wanted
    )


if __name__ == "__main__":
    sys.exit(main())
