"""``python bench/run.py``: how fast Opora is, beside a bare server and a minimal view."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.measure import main  # noqa: E402 -- the path is named first

if __name__ == "__main__":
    sys.exit(main())
