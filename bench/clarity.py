"""Measures how well cues are understood in noise, by a recogniser: `python bench/clarity.py`.

Finished tracks are decoded, cues cut out of them, noise added. Nothing is asserted.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clarity_cues import Variant, corpus, cut, routines
from clarity_ear import NOISES, Ear, amid
from clarity_score import difference, rate, word_errors, words
from machine import machine
from table import lined_up

from audiocoach.api import compile  # noqa: A004
from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.errors import SpeechError
from audiocoach.tts import open_engine, parse_voice

TODAY = Variant("as it is")
VARIANTS = (
    TODAY,
    Variant("without filters", filters=()),
    Variant(
        "with stronger filters",
        filters=(
            ("highpass", "f=200"),
            ("equalizer", "f=3000:t=q:w=1:g=9"),
            ("acompressor", "threshold=0.06:ratio=4:attack=5:release=80:makeup=2"),
        ),
    ),
    *(Variant(f"{wpm} words a minute", f"hibari:heart@{wpm}") for wpm in (150, 165, 195)),
    Variant("espeak:en-us", "espeak:en-us@170"),
    Variant("espeak:en-us+f2", "espeak:en-us+f2@170"),
    Variant("espeak:en-gb-x-rp", "espeak:en-gb-x-rp@170"),
    Variant("piper:joe", "piper:joe"),
    Variant("96 kbit/s", bitrate=96_000),
    Variant("over music", over_music=True),
)
Errors = Mapping[str, Mapping[str, int]]
"""By noise, then by text."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What all variants have in common."""

    texts: Sequence[str]
    root: Path
    free: bool = False
    """Whether the recogniser is told nothing of the vocabulary."""

    def heard(self, variant: Variant) -> Errors:
        """Word errors in each text that is said in this variant at its usual speed."""
        sys.stderr.write(f"{variant.name} …\n")
        with tempfile.TemporaryDirectory(dir=self.root) as folder:
            cues = cut(variant, routines(), Path(folder))
            known = () if self.free else (word for text in self.texts for word in words(text))
            ear = Ear(Path(folder), known)
        return {
            noise: {
                text: word_errors(words(text), ear.hear(amid(cues[text], noise, seed)))
                for seed, text in enumerate(self.texts)
                if text in cues
            }
            for noise in NOISES
        }


def main() -> None:
    """Print a table, and how the default does where the recogniser is told nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="at once (%(default)s)")
    parser.add_argument("--only", help="variants whose names hold this, beside the default")
    asked = parser.parse_args()
    there = filter(_is_there, VARIANTS)
    wanted = [it for it in there if it is TODAY or not asked.only or asked.only in it.name]
    with tempfile.TemporaryDirectory(prefix="bench-") as root:
        os.environ[FOLDER_VARIABLE] = str(Path(root) / "cache")
        texts = [*corpus(compile(name).timeline for name in routines())]
        with ProcessPoolExecutor(asked.jobs) as pool:
            free = pool.submit(Trial(texts, Path(root), free=True).heard, TODAY)
            found = list(pool.map(partial(Trial.heard, Trial(texts, Path(root))), wanted))
            untold = free.result()
    common = [text for text in texts if all(text in it[noise] for it in found for noise in it)]
    said = sum(len(words(text)) for text in common)
    print(f"{machine()}\n\n{len(common)} phrases, {said} words; word error in percent\n")
    print(lined_up([_HEADS, *_rows(wanted, found, common)]))
    rates = [f"{rate(*_scores(untold, [noise], common)):.1f} ({noise})" for noise in NOISES]
    print(f"\nWithout the word list, as it is: {', '.join(rates)}")


def _is_there(variant: Variant) -> bool:
    """Whether its voice is installed; voices of an extra need not be."""
    try:
        open_engine(parse_voice(variant.voice)).close()
    except SpeechError:
        return False
    return True


_HEADS = ("", *NOISES, "all", "all, less as it is", "95 % of resamplings")


def _rows(
    variants: Sequence[Variant], found: Sequence[Errors], texts: Sequence[str]
) -> list[tuple[str, ...]]:
    return [
        (variant.name, *_rates(errors, texts), *_change(errors, found[0], texts))
        for variant, errors in zip(variants, found, strict=True)
    ]


def _rates(errors: Errors, texts: Sequence[str]) -> list[str]:
    each = [[noise] for noise in NOISES]
    return [f"{rate(*_scores(errors, noises, texts)):.1f}" for noises in (*each, list(NOISES))]


def _change(errors: Errors, today: Errors, texts: Sequence[str]) -> tuple[str, str]:
    if errors is today:
        return "", ""
    own, lengths = _scores(errors, list(NOISES), texts)
    others, _ = _scores(today, list(NOISES), texts)
    low, high = difference(own, others, lengths)
    return f"{rate(own, lengths) - rate(others, lengths):+.1f}", f"{low:+.1f} … {high:+.1f}"


def _scores(
    errors: Errors, noises: Sequence[str], texts: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Errors and words of each phrase, over some noises."""
    counted = [sum(errors[noise][text] for noise in noises) for text in texts]
    return counted, [len(noises) * len(words(text)) for text in texts]


if __name__ == "__main__":
    main()
