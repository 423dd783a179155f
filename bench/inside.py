"""Stages of a warm build inside one process, in milliseconds, as JSON: `python inside.py FILE`.

The cache (AUDIOCOACH_CACHE) must hold everything; medians of 20 runs.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

from msgspec.structs import replace

from audiocoach.cache import Store
from audiocoach.config.output import OutputSettings
from audiocoach.defaults import DEFAULTS
from audiocoach.plan import plan_session
from audiocoach.renderer.attacks import find_attacks, words_on_beats
from audiocoach.renderer.clips import Clips, OpenVoice, Source, clips_of, gather
from audiocoach.renderer.track import Track, prepare
from audiocoach.routine.catalog import find
from audiocoach.sounds import open_kit
from audiocoach.timeline import Attacks, Timeline, lay_out
from audiocoach.tts import open_engine, parse_voice

_RUNS = 20


def main() -> None:
    """Prepare everything once, then time the stages."""
    name = sys.argv[1]
    with Store.open() as store:
        clips, attacks = _clips(name, store)
        timeline = _compile(name, clips, attacks)
        track = _render(timeline, clips, store)
        if clips.made or track.encoded:
            sys.exit("the cache does not hold everything")
        stages: dict[str, Callable[[], object]] = {
            "compile": lambda: _compile(name, clips, attacks),
            "clips": lambda: _clips(name, store),
            "render": lambda: _render(timeline, clips, store),
            "assemble": lambda: _assemble(track),
        }
        sys.stdout.write(json.dumps({stage: _ms(call) for stage, call in stages.items()}))


def _compile(name: str, clips: Clips, attacks: Attacks) -> Timeline:
    return lay_out(plan_session(find(name)), clips.lengths, attacks)


def _clips(name: str, store: Store) -> tuple[Clips, Attacks]:
    """Open the voice and the tones, and look up every clip and attack, as each build does."""
    plan = plan_session(find(name))
    voice = parse_voice(plan.voice)
    kit = open_kit(DEFAULTS.sounds)
    with open_engine(voice) as engine:
        source = Source(OpenVoice(engine, voice), kit, plan.language)
        clips = gather(clips_of(plan), source, store, lambda *_: None)
        return clips, find_attacks(words_on_beats(plan), clips, store)


def _render(timeline: Timeline, clips: Clips, store: Store) -> Track:
    return prepare(timeline, clips, store, OutputSettings())


def _assemble(track: Track) -> int:
    """The audio bytes from segments at hand: checked, checksummed, and run through once more."""
    assert track.splice  # noqa: S101 (an MP3)
    splice = replace(track.splice)
    return splice.audio_crc() + sum(map(len, splice.chunks()))


def _ms(call: Callable[[], object]) -> float:
    return median(_once(call) for _ in range(_RUNS))


def _once(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
