"""What a recogniser is given: cues of shipped routines, cut out of finished tracks."""

import wave
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from clarity_ear import whole_song
from clarity_score import words
from numpy.typing import NDArray

from audiocoach.api import build
from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS, recipe
from audiocoach.audio.decode import Pcm, decode
from audiocoach.audio.recipe import CLEAR_SPEECH, Filter
from audiocoach.audio.shaping import to_pcm
from audiocoach.config.output import Output
from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.routine.catalog import find, names
from audiocoach.routine.model import language_of
from audiocoach.timeline import PlacedCue, Timeline

Samples = NDArray[np.float32]

MOST_WORDS = 12
"""Explanations are longer; they are said once, at rest."""
_UNKNOWN = {"ee", "glute", "glutes", "tabata"}
"""No general dictionary has them: a recogniser cannot hear them, however they are said. The voice
is given EMOM as "ee mom"."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to make tracks; as it stands, the default one."""

    name: str
    voice: str = DEFAULTS.voices["en"]
    filters: Sequence[Filter] = CLEAR_SPEECH
    bitrate: int | None = None
    over_music: bool = False
    """Whether the song of the noises is the music of the track, as loud as tracks have it."""


def routines() -> list[str]:
    """The shipped ones in English."""
    return [name for name in names() if language_of(find(name)) == "en"]


def corpus(timelines: Iterable[Timeline]) -> dict[str, int]:
    """Each short text that a recogniser can know, and how many words it has."""
    texts = dict.fromkeys(cue.text for timeline in timelines for cue in _plain(timeline))
    counted = ((text, words(text)) for text in texts)
    return {
        text: len(said)
        for text, said in counted
        if len(said) <= MOST_WORDS and not _UNKNOWN & {*said}
    }


def cut(variant: Variant, of: Iterable[str], folder: Path) -> dict[str, Samples]:
    """Build routines in `folder`; each text where it is first said, decoded, at 24 kHz."""
    heard: dict[str, Samples] = {}
    output = Output(bitrate=variant.bitrate)
    music = _song_in(folder) if variant.over_music else None
    with _filtered(variant.filters):
        for number, name in enumerate(of):
            path = folder / f"{number}.mp3"
            built = build(name, path, output=output, voice=variant.voice, music=music)
            track = _decoded(built.path)
            heard = {**_cut(built.timeline, track), **heard}
    return heard


def _plain(timeline: Timeline) -> Iterator[PlacedCue]:
    """Said at the voice's own speed."""
    return (cue for cue in timeline.spoken if not cue.fast)


def _cut(timeline: Timeline, track: Samples) -> Mapping[str, Samples]:
    # Copies, so that no track is held for the sake of some cues.
    return {
        cue.text: track[cue.start_ms * SAMPLES_PER_MS : cue.end_ms * SAMPLES_PER_MS].copy()
        for cue in reversed([*_plain(timeline)])
    }


@contextmanager
def _filtered(chain: Sequence[Filter]) -> Iterator[None]:
    from audiocoach.audio import shaping

    # Both: one filters, the other is what clips are kept under.
    with patch.object(recipe, "CLEAR_SPEECH", chain), patch.object(shaping, "CLEAR_SPEECH", chain):
        yield


def _song_in(folder: Path) -> Path:
    path = folder / "song.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(to_pcm(whole_song()))
    return path


def _decoded(path: Path) -> Samples:
    with path.open("rb") as file:
        blocks = decode(file, Pcm("fltp", "mono", SAMPLE_RATE), LIMITS.song)
        return np.concatenate([block.samples[0] for block in blocks])
