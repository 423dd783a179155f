"""Writes the tones of our kits: `python sounds/synthesise.py [FOLDER]`, a folder in it for each."""

import sys
from pathlib import Path

import scores_bells
import scores_default
import scores_wood
from synthesis import perform

KITS = {
    "default": scores_default.SCORES,
    "wood": scores_wood.SCORES,
    "bells": scores_bells.SCORES,
}


def main(folder: Path) -> None:
    """One WAV file per score."""
    for kit, scores in KITS.items():
        (folder / kit).mkdir(parents=True, exist_ok=True)
        for name, score in scores.items():
            perform(score).export(folder / kit / f"{name}.wav", format="wav").close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
