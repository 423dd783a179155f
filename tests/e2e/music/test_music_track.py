"""A track with music, as players hear it."""

import shutil
import subprocess
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from listening import assert_on_target, clips_of, integrated_and_peak, read_tag
from msgspec.structs import replace
from numpy.typing import NDArray
from sampling import sampled
from sound_files import tune, write_mp3

from audiocoach.api import BuildReport, build
from audiocoach.cache import Store
from audiocoach.config.music import Music
from audiocoach.config.output import Output, OutputSettings
from audiocoach.defaults import MUSIC
from audiocoach.errors import CoachError, MusicError
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.renderer.assemble import coach_samples
from audiocoach.renderer.encoding import cut_for, decode, encode_chunks, encode_planes
from audiocoach.renderer.music import mix as mixing
from audiocoach.renderer.music.mix import OVER_MUSIC, mix, music_mix
from audiocoach.renderer.segments import group
from audiocoach.renderer.settings import FRAME_MS
from audiocoach.renderer.stereo import STRETCH_MS, Cut, Reader, Stretch, Window, filtered
from audiocoach.renderer.track import prepare
from audiocoach.timeline import ClipSpec, PlacedCue

Samples = NDArray[np.float32]

ROUTINE = """\
title: Short
rest: 15s
exercises:
  - {name: Row, reps: 4}
  - {name: Plank, hold: 25s}
"""
TEMPO = """\
title: Tempo
rest: 40s
exercises:
  - {name: Row, reps: 8, tempo: 2-0-2-0}
  - {name: Plank, hold: 30s}
"""
PER_MS, SECOND_MS = 48, 1_000
CHUNK_FRAMES = STRETCH_MS // FRAME_MS
FORMAT = FrameFormat(48_000, 160_000, Mode.STEREO)


def decode_song(path: Path) -> Samples:
    """Both channels, trimmed as the Info frame says."""
    with av.open(str(path)) as container:
        frames = container.decode(audio=0)
        planes: list[Samples] = [frame.to_ndarray().astype(np.float32) for frame in frames]
    return np.concatenate(planes, axis=1)


def finer(clip: Samples) -> Samples:
    left, _ = next(filtered([clip.reshape(1, -1)], (), 24_000))
    return np.asarray(left, np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    (folder / "short.yaml").write_text(ROUTINE, "utf-8")
    (folder / "songs").mkdir()
    write_mp3(folder / "songs" / "a.mp3", tune(20))
    write_mp3(folder / "songs" / "b.mp3", tune(17, 87.3, seed=2) * np.float32(1 / 4))
    return folder


def made(folder: Path, name: str, choice: Music) -> BuildReport:
    return build(str(folder / "short.yaml"), folder / name, music=choice)


@pytest.fixture(scope="module")
def built(folder: Path) -> BuildReport:
    return made(folder, "track.mp3", Music(folder / "songs"))


@pytest.fixture(scope="module")
def heard(built: BuildReport) -> Samples:
    return decode_song(built.path)


@pytest.fixture(scope="module")
def clips(built: BuildReport) -> dict[ClipSpec, Samples]:
    return {clip: finer(samples) for clip, samples in clips_of(built).items()}


def spread(track: Samples) -> Samples:
    """What both channels share, its low tones taken away: where speech stands out from music."""
    middle = track.mean(axis=0)
    return np.asarray(np.diff(middle, prepend=middle[:1]), np.float32)


def test_it_is_stereo_and_decodes_to_its_length_to_the_sample(
    built: BuildReport, heard: Samples
) -> None:
    assert heard.shape == (2, built.timeline.duration_ms * PER_MS)
    assert not np.array_equal(heard[0], heard[1])


def test_every_cue_is_found_where_the_timeline_says(
    built: BuildReport, heard: Samples, clips: dict[ClipSpec, Samples]
) -> None:
    """By cross-correlation of its clip with the whole mix around it."""
    track = spread(heard)
    reach = 20 * PER_MS
    for cue in built.timeline.cues:
        clip = spread(clips[cue.clip][None])
        start = cue.start_ms * PER_MS
        first = max(0, start - reach)
        window = track[first : start + len(clip) + reach]
        match = np.correlate(window, clip[: len(window) - reach], mode="valid")
        late = int(np.argmax(match)) - (start - first)
        assert abs(late) <= PER_MS, (cue.text, late)


def test_the_voice_is_doubled_in_rate_without_a_delay(
    built: BuildReport, clips: dict[ClipSpec, Samples]
) -> None:
    with Store.open() as store:
        placed = group(built.timeline.cues, fades_in=False)
        coach = coach_samples(placed, built.timeline.duration_ms, OVER_MUSIC, built.clips, store)
        track = joined(mix(coach, (), 1.0, Cut(built.timeline.duration_ms, SECOND_MS)))
    assert np.array_equal(track[0], track[1])
    for cue in built.timeline.cues[:10]:
        clip = clips[cue.clip]
        start = cue.start_ms * PER_MS
        reach = min(480, start)
        window = track[0, start - reach : start + len(clip) + reach]
        assert np.argmax(np.correlate(window, clip, mode="valid")) == reach


def test_beats_alone_are_louder_than_without_music(tempo: BuildReport) -> None:
    cues, duration_ms = tempo.timeline.cues, tempo.timeline.duration_ms
    with Store.open() as store:
        placed = group(cues, fades_in=False)
        louder, as_in_kit = (
            np.concatenate(list(coach_samples(placed, duration_ms, mix, tempo.clips, store)))
            for mix in (OVER_MUSIC, replace(OVER_MUSIC, beats_db=0))
        )
    for cue in cues:
        heard_in = slice(cue.start_ms * 24, cue.end_ms * 24)
        expected = MUSIC.beats_db if cue.clip.is_beat else 0
        assert decibels(louder[heard_in]) - decibels(as_in_kit[heard_in]) == pytest.approx(
            expected, abs=0.05
        )


def test_loudness_and_peak_are_on_target_and_told(built: BuildReport) -> None:
    assert_on_target(built)


@pytest.mark.parametrize("name", ["mp3", "wav"])
def test_a_track_of_the_same_routine_as_music_adds_no_loudness(tmp_path: Path, name: str) -> None:
    routine = tmp_path / "short.yaml"
    routine.write_text(ROUTINE)
    alone = build(str(routine), tmp_path / "alone.mp3")
    built = build(str(routine), tmp_path / f"both.{name}", music=alone.path)
    loudness, _ = integrated_and_peak(built.path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert built.track.loudness_lufs == pytest.approx(loudness, abs=0.2)


def bed_alone(built: BuildReport, choice: Music) -> Samples:
    with Store.open() as store:
        made = music_mix(built.timeline, built.clips, store, choice, -16.0)
        return joined(mix((), made.beds, made.gain, Cut(built.timeline.duration_ms, SECOND_MS)))


def joined(stretches: Iterable[Stretch]) -> Samples:
    return np.concatenate([mixed().stretch for mixed in stretches], axis=1)


def decibels(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples**2)))


def test_the_music_goes_down_by_as_much_as_is_asked_for(built: BuildReport, folder: Path) -> None:
    beds = {
        depth: bed_alone(built, Music(folder / "songs", duck_db=depth)) for depth in (0.0, 15.0)
    }
    gains = []
    for cue in (cue for cue in built.timeline.cues if cue.play == "speech"):
        said = slice(cue.start_ms * PER_MS, cue.end_ms * PER_MS)
        gains.append(decibels(beds[15.0][:, said]) - decibels(beds[0.0][:, said]))
    assert np.ptp(gains) < 0.1
    # The two mixes differ in the gain that brings each to its loudness.
    quiet = next(
        before.end_ms
        for before, after in zip(built.timeline.cues, built.timeline.cues[1:], strict=False)
        if after.start_ms - before.end_ms > 7_000
    )
    free = slice((quiet + 1_000) * PER_MS, (quiet + 6_000) * PER_MS)
    swelled = decibels(beds[15.0][:, free]) - decibels(beds[0.0][:, free])
    assert swelled - np.mean(gains) == pytest.approx(15, abs=0.2)


@pytest.fixture(scope="module")
def tempo(folder: Path) -> BuildReport:
    """With a beat each second of the first set, and a call in the second."""
    (folder / "tempo.yaml").write_text(TEMPO, "utf-8")
    return build(str(folder / "tempo.yaml"), folder / "tempo.mp3", music=Music(folder / "songs"))


@pytest.fixture(scope="module")
def ducked_db(tempo: BuildReport, folder: Path) -> Samples:
    """By how much its music is lower than it could be, in decibels, in each 20 ms."""
    length = tempo.timeline.duration_ms // 20 * 20 * PER_MS
    free, down = (
        bed_alone(tempo, Music(folder / "songs", duck_db=depth))[:, :length].reshape(
            2, -1, 20 * PER_MS
        )
        for depth in (0.0, MUSIC.duck_db)
    )
    change = 10 * np.log10((down**2).mean(axis=(0, 2)) / (free**2).mean(axis=(0, 2)))
    # Each mix has a gain of its own. Nothing is heard in the first and the last moment.
    return np.asarray(change - change[250:-250].max(), np.float32)


def under(ducked_db: Samples, cue: PlacedCue) -> Samples:
    return ducked_db[-(-cue.start_ms // 20) : max(cue.end_ms // 20, -(-cue.start_ms // 20) + 1)]


def test_music_makes_way_for_words_and_hardly_for_the_beat(
    tempo: BuildReport, ducked_db: Samples
) -> None:
    cues = tempo.timeline.cues[1:-1]  # music fades in and out under the others
    for cue in cues:
        depth_db = MUSIC.duck_db if cue.play == "speech" else MUSIC.tones_duck_db[cue.text]
        assert under(ducked_db, cue).max() < 0.3 - depth_db, cue
    said = tempo.timeline.spoken
    far = [
        cue
        for cue in cues
        if cue.clip.is_beat
        and not any(
            word.start_ms - 1_000 < cue.end_ms and cue.start_ms < word.end_ms + 1_000
            for word in said
        )
    ]
    assert len(far) > 10
    for cue in far:
        assert under(ducked_db, cue) == pytest.approx(-3, abs=0.3), cue


def test_music_is_there_between_counts_and_all_of_it_in_rests(
    tempo: BuildReport, ducked_db: Samples
) -> None:
    work, other = (each for each in tempo.timeline.intervals if each.interval.kind == "work")
    counts = [cue for cue in tempo.timeline.cues if cue.role == "count"]
    # In the first reps the phases are named, too.
    highest = [
        ducked_db[count.end_ms // 20 : after.start_ms // 20].max()
        for count, after in pairwise(counts)
    ]
    assert highest[1:] == pytest.approx([-MUSIC.tones_duck_db["tick"]] * 6, abs=0.3)
    assert highest[0] > -MUSIC.duck_db / 2
    set_db = ducked_db[work.start_ms // 20 : work.end_ms // 20]
    assert np.mean(set_db > -3.3) > 0.45
    assert ducked_db[work.end_ms // 20 : other.start_ms // 20].max() == pytest.approx(0, abs=0.3)


def test_speech_stands_clear_of_the_bed(built: BuildReport, folder: Path, heard: Samples) -> None:
    bed = bed_alone(built, Music(folder / "songs"))
    for cue in (cue for cue in built.timeline.cues if cue.play == "speech"):
        said = slice(cue.start_ms * PER_MS, cue.end_ms * PER_MS)
        assert decibels(heard[:, said]) - decibels(bed[:, said]) > 10


def test_it_fades_in_and_out(built: BuildReport, folder: Path) -> None:
    bed = bed_alone(built, Music(folder / "songs", duck_db=0))
    parts = [decibels(bed[:, slice(at, at + 9_600)]) for at in (0, 48_000, 4 * 48_000)]
    assert parts[0] < parts[1] < parts[2]
    assert decibels(bed[:, -4_800:]) < decibels(bed[:, -4 * 48_000 : -3 * 48_000]) - 20


def test_work_and_rest_have_their_own_music(built: BuildReport, folder: Path) -> None:
    songs = folder / "songs"
    both = Music(songs / "a.mp3", rest=songs / "b.mp3", duck_db=0)
    bed = bed_alone(built, both).mean(axis=0)

    def share(kind: str, hz: float) -> float:
        interval = next(each for each in built.timeline.intervals if each.interval.kind == kind)
        middle = (interval.start_ms + interval.end_ms) // 2 * PER_MS
        spectrum = np.abs(np.fft.rfft(bed[middle - 48_000 : middle + 48_000]))
        at = round(hz * 2)
        return float(spectrum[at - 2 : at + 3].max() / spectrum[150:1000].max())

    assert share("work", 2 * 110) > 10 * share("work", 2 * 87.3)
    assert share("rest", 2 * 87.3) > 10 * share("rest", 2 * 110)


@pytest.mark.parametrize("workers", sampled([1, 2, 8], 1))
@pytest.mark.parametrize("name", sampled(["mp3", "flac"], "mp3"))
def test_the_bytes_are_the_same_on_any_number_of_cores(
    name: str, workers: int, built: BuildReport, folder: Path
) -> None:
    path, output = folder / f"{workers}.{name}", OutputSettings(format=name)
    with Store.open() as store:
        for number, target in ((workers, path), (None, folder / f"again.{name}")):
            of = (built.timeline, built.clips, store, output)
            prepare(*of, music=Music(folder / "songs"), workers=number).write(target)
    assert path.read_bytes() == (folder / f"again.{name}").read_bytes()


@pytest.mark.parametrize("louder", [1, 16], ids=["as it is", "far too loud"])
def test_stretches_join_as_if_all_were_mixed_at_once(
    louder: float, built: BuildReport, folder: Path
) -> None:
    """A limiter and a resampler remember what they heard: as much of it as matters is given."""
    with Store.open() as store:
        of = music_mix(built.timeline, built.clips, store, Music(folder / "songs"), -16.0)
        of = of._replace(gain=of.gain * louder)
        duration_ms = built.timeline.duration_ms
        whole = joined(of.stretches(Cut(duration_ms, duration_ms)))
        assert np.array_equal(joined(of.stretches(Cut(duration_ms, 4_800))), whole)
        for at, stretch in enumerate(of.stretches(Cut(duration_ms, 9_600, 96))):
            sound, before, length = stretch()
            first = at * 9_600 * PER_MS - before
            assert before == (96 * PER_MS if at else 0)
            assert np.array_equal(
                sound[:, : before + length], whole[:, first:][:, : before + length]
            )


def test_a_limiter_runs_only_where_it_does_something() -> None:
    """Limited whole, and as it is done: the same samples."""
    random = np.random.default_rng(1)
    noise = random.standard_normal((2, 30 * 48_000), np.float32) * np.float32(0.1)
    for at in (1.0, 2.5, 2.6, 7.0, 7.01, 7.3, 12.0, 20.0, 20.2, 29.99):
        noise[:, int(at * 48_000) :][:, :500] *= 7
    whole = np.concatenate([*filtered([noise], [("alimiter", mixing._LIMITER)])], axis=1)  # noqa: SLF001
    assert not np.array_equal(whole, noise)
    assert np.array_equal(mixing._limited(noise.copy()), whole)  # noqa: SLF001


@pytest.mark.long
def test_the_seams_are_as_good_as_the_rest() -> None:
    """EncodedSegment in chunks, and as one: the error around each seam is no larger."""
    source = tune(40, rate=48_000)[:, : 4 * CHUNK_FRAMES * 1152]
    frame_count = 4 * CHUNK_FRAMES + 2
    windows = cut_for(frame_count).windows(Reader([source]), PER_MS)
    made = (partial(Window._make, window) for window in windows)
    chunks = list(encode_chunks(made, FORMAT))
    stitched = decode(b"".join(chunk.frames.data for chunk in chunks))
    single = decode(encode_planes(source, FORMAT)[: frame_count * 480])
    around = 4 * 1152
    for seam in range(CHUNK_FRAMES, 4 * CHUNK_FRAMES, CHUNK_FRAMES):
        place = slice(seam * 1152 - around, seam * 1152 + around)
        errors = [
            float(np.mean((one[:, place] - source[:, place]) ** 2)) for one in (stitched, single)
        ]
        assert errors[0] <= 1.05 * errors[1]


def test_chapters_and_names_are_there_as_without_music(built: BuildReport) -> None:
    tag = read_tag(built.path)
    starts = sorted(frame.start_time for frame in tag.getall("CHAP"))
    assert starts == [chapter.start_ms for chapter in built.timeline.chapters]
    assert str(tag["TIT2"]) == "Short"


@pytest.mark.skipif(not shutil.which("mp3val"), reason="mp3val is not installed")
def test_mp3val_finds_nothing_wrong(built: BuildReport) -> None:
    done = subprocess.run(["mp3val", str(built.path)], capture_output=True, check=True, text=True)
    assert "WARNING" not in done.stdout


@pytest.mark.skipif(not shutil.which("mpg123"), reason="mpg123 is not installed")
def test_mpg123_decodes_it_to_its_length_without_a_warning(built: BuildReport) -> None:
    done = subprocess.run(["mpg123", "-q", "-s", str(built.path)], capture_output=True, check=True)
    assert done.stderr == b""
    assert len(done.stdout) == 4 * built.timeline.duration_ms * PER_MS


def test_bad_music_leaves_the_old_track(folder: Path) -> None:
    (folder / "old.mp3").write_bytes(b"old")
    (folder / "text.mp3").write_text("words " * 99, "utf-8")
    with pytest.raises(MusicError, match=r"text\.mp3"):
        made(folder, "old.mp3", Music(folder / "text.mp3"))
    assert (folder / "old.mp3").read_bytes() == b"old"
    assert not list(folder.glob("*.part"))


def test_a_file_that_vanishes_while_it_plays_is_named(built: BuildReport, folder: Path) -> None:
    song = write_mp3(folder / "gone.mp3", tune(5))
    with Store(None) as store:  # which keeps no sound of it
        of = music_mix(built.timeline, built.clips, store, Music(song), -16.0)
        song.unlink()
        with pytest.raises(MusicError, match=r"gone\.mp3"):
            joined(of.stretches(Cut(built.timeline.duration_ms, SECOND_MS)))


def test_peaks_are_held_with_a_gain_far_too_high() -> None:
    loud = [np.full(24_000, 0.9, np.float32) * np.sin(np.arange(24_000) / 3).astype(np.float32)]
    track = joined(mix(loud, (), 8.0, Cut(SECOND_MS, SECOND_MS)))
    assert np.abs(track).max() <= 10 ** (-2.4 / 20)


@pytest.mark.parametrize("name", sampled(["m4a", "opus", "ogg", "flac", "wav"], "wav"))
def test_other_formats_hold_the_same(built: BuildReport, folder: Path, name: str) -> None:
    with Store.open() as store:
        music, output = Music(folder / "songs"), OutputSettings(format=name)
        path = folder / f"other.{name}"
        track = prepare(built.timeline, built.clips, store, output, music=music).write(path)
    with av.open(str(path)) as container:
        assert container.streams.audio[0].layout.nb_channels == 2
        length = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert length == pytest.approx(built.timeline.duration_ms / 1000, abs=0.05)
    loudness, peak = integrated_and_peak(path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert track.loudness_lufs == pytest.approx(loudness, abs=0.2)
    assert peak <= -1


def test_no_pieces_are_cut_of_music(folder: Path) -> None:
    with pytest.raises(CoachError, match="--split is for MP3 without music"):
        build(
            str(folder / "short.yaml"),
            folder / "split.mp3",
            output=Output(split=True),
            music=folder / "songs",
        )
    assert not (folder / "split.mp3").exists()


def test_a_bitrate_that_two_channels_have_not_is_refused(folder: Path) -> None:
    output = Output(bitrate=144_000)
    with pytest.raises(CoachError, match="write --bitrate 160k"):
        build(str(folder / "short.yaml"), folder / "odd.mp3", output=output, music=folder / "songs")
