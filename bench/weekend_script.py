"""The same track as people script it in a weekend: pyttsx3 speaks, pydub overlays and exports.

    python weekend_script.py TIMELINE.json TONES_FOLDER OUT.mp3

It takes its words and times from a timeline that `audiocoach show --json` printed, so that it says
the same at the same time. Nothing in it is slow on purpose: a phrase is spoken once however often
it comes, by one engine, and every sound has the track's sample rate before it is laid over.
"""

import json
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pyttsx3

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its regular expressions
    from pydub import AudioSegment

RATE = 24_000
WORDS_PER_MINUTE = 170
BITRATE = "64k"


def main() -> None:
    """Speak, place, export."""
    timeline, tones, out = map(Path, sys.argv[1:])
    plan = json.loads(timeline.read_text("utf-8"))
    phrases = speak({cue["text"] for cue in plan["cues"] if cue["play"] == "speech"})
    sounds = {path.stem: load(path) for path in tones.glob("*.wav")}

    track = AudioSegment.silent(duration=plan["duration_ms"], frame_rate=RATE)
    for cue in plan["cues"]:
        sound = phrases[cue["text"]] if cue["play"] == "speech" else sounds[cue["sound"]]
        track = track.overlay(sound, position=cue["start_ms"])
    track.export(out, format="mp3", bitrate=BITRATE).close()


def speak(texts: set[str]) -> dict[str, Any]:
    """Every phrase as a segment."""
    engine = pyttsx3.init()
    engine.setProperty("rate", WORDS_PER_MINUTE)
    phrases = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(sorted(texts)):
            path = Path(folder, f"{number}.wav")
            engine.save_to_file(text, str(path))
            engine.runAndWait()  # each time: of several files waiting, only the last is written
            phrases[text] = load(path)
    return phrases


def load(path: Path) -> Any:  # noqa: ANN401 (pydub has no types)
    """A sound file, at the track's sample rate."""
    return AudioSegment.from_file(path).set_frame_rate(RATE).set_channels(1)


if __name__ == "__main__":
    main()
