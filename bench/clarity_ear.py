"""A recogniser that knows no more than its dictionary, and what it has to listen through."""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from music_rivals import song_second
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE, lufs
from audiocoach.audio.filters import run
from audiocoach.audio.loudness import powers, speech_loudness
from audiocoach.audio.shaping import gain, to_pcm

Samples = NDArray[np.float32]
Noise = Callable[[int, np.random.Generator], Samples]
"""So many samples of it."""

_EAR_HZ = 16_000
_AROUND = SAMPLE_RATE // 4
"""Samples of noise before and after a cue."""
_LOWEST_HZ = 50
_SONG_HZ, _SONG_S, _ROOT_HZ = 44_100, 40, 110


def pink(length: int, rng: np.random.Generator) -> Samples:
    """Noise with as much power in each octave."""
    lines = np.fft.rfft(rng.standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    lines /= np.sqrt(np.maximum(hz, _LOWEST_HZ))
    lines[hz < _LOWEST_HZ] = 0
    return np.fft.irfft(lines, length).astype(np.float32)


def song(length: int, rng: np.random.Generator) -> Samples:
    """Chords, a drum and a hat, from anywhere in them."""
    whole = whole_song()
    first = rng.integers(len(whole) - length)
    return whole[first : first + length]


@cache
def whole_song() -> Samples:
    """All of it, mono; it can be played again and again."""
    seconds = [song_second(_ROOT_HZ, second).mean(axis=0) for second in range(_SONG_S)]
    return run(np.concatenate(seconds), _SONG_HZ, (), SAMPLE_RATE)


NOISES: Mapping[str, tuple[Noise, float]] = {
    "pink, 20 dB": (pink, 20),
    "pink, 10 dB": (pink, 10),
    "song, 10 dB": (song, 10),
}
"""By name; and how much louder than it speech is, in LU."""


def amid(cue: Samples, noise: str, seed: int) -> Samples:
    """`cue` with noise over and around it; the same noise for the same seed and length."""
    kind, ratio = NOISES[noise]
    around = np.pad(cue, _AROUND)
    made = kind(len(around), np.random.default_rng(seed))
    loudness = lufs(float(powers(made, 20).mean()))
    return around + made * gain(speech_loudness(cue) - ratio - loudness)


class Ear:
    """Pocketsphinx with the US-English model it comes with; every phrase is its first.

    Given `vocabulary`, it takes what it hears for any of those words, each as likely as the others,
    in any order; ValueError for words that are not in its dictionary. Without, it expects English
    as newspapers have it.
    """

    def __init__(self, folder: Path, vocabulary: Iterable[str] = ()) -> None:
        from pocketsphinx import Decoder

        known = sorted(set(vocabulary))
        model = {"lm": _model(folder / "words.lm", known)} if known else {}
        self._decoder = Decoder(samprate=_EAR_HZ, cmn="batch", loglevel="FATAL", **model)
        strange = [word for word in known if self._decoder.lookup_word(word) is None]
        if strange:
            raise ValueError(f"not in the dictionary: {', '.join(strange)}")

    def hear(self, sound: Samples) -> list[str]:
        """Words."""
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(to_pcm(run(sound, SAMPLE_RATE, (), _EAR_HZ)), full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return best.hypstr.split() if best else []


def _model(path: Path, known: list[str]) -> str:
    """A language model in ARPA's format that prefers no word."""
    words = ["<s>", "</s>", *known]
    rows = [f"{-math.log10(len(words)):.4f} {word}" for word in words]
    head = ("\\data\\", f"ngram 1={len(words)}", "", "\\1-grams:")
    path.write_text("\n".join([*head, *rows, "", "\\end\\", ""]), "utf-8")
    return str(path)
