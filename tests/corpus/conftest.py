"""Makes the modules beside corpus/build.py importable, as they are when the script runs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))
