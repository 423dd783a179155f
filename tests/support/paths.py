"""Where the project's own files are, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""
DOCS = ROOT / "docs"
PROGRAMMES = ROOT / "programmes"
"""The shipped programmes."""
ROUTINES = ROOT / "routines"
"""The shipped routines."""
SOUNDS = ROOT / "sounds"
"""The shipped kits."""
GOLDENS = ROOT / "tests/goldens"
PEOPLES_ROUTINES = ROOT / "tests/routines"
"""Routines as people write them."""
