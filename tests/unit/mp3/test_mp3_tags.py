"""ID3 tags as other programs read them."""

import subprocess
import sys
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mp3_studio import SILENCE, file_of
from mutagen.id3 import ID3

from audiocoach.errors import TrackError
from audiocoach.mp3.splice import Splice
from audiocoach.mp3.tags import Line, Lyrics, TrackTags, id3_tag
from audiocoach.timeline import Chapter

load: Any = ID3

CHAPTERS = (
    Chapter(0, 60_000, "Warm-up, which has the longest title"),
    Chapter(60_000, 61_500, "Échauffement"),
    Chapter(61_500, 1_800_000, "休息 🏋"),
)
TAGS = TrackTags("Kraft für Anfänger", 1_800_000, CHAPTERS, comment="drei Runden")


def read(tag: bytes) -> Any:  # noqa: ANN401 - mutagen leaves its tags untyped
    return load(BytesIO(tag), translate=False)


def listed(tag: bytes) -> list[Chapter]:
    frames = read(tag)
    (contents,) = frames.getall("CTOC")
    chapters = [frames[f"CHAP:{name}"] for name in contents.child_element_ids]
    return [Chapter(c.start_time, c.end_time, str(c.sub_frames["TIT2"])) for c in chapters]


def test_every_text_comes_back() -> None:
    frames = read(id3_tag(TAGS))
    texts = {key: str(frame) for key, frame in frames.items() if key[:4] not in ("CHAP", "CTOC")}
    assert texts == {
        "TIT2": "Kraft für Anfänger",
        "TPE1": "audiocoach",
        "TALB": "audiocoach",
        "TCON": "Workout",
        "TLEN": "1800000",
        "TENC": "audiocoach",
        "COMM::XXX": "drei Runden",
    }


def test_chapters_come_back_through_an_ordered_table_of_contents() -> None:
    tag = id3_tag(TAGS)
    (contents,) = read(tag).getall("CTOC")
    assert contents.flags == 0b11
    assert listed(tag) == list(CHAPTERS)


def test_chapters_lie_in_the_file_in_order_with_times_instead_of_offsets() -> None:
    tag = id3_tag(TAGS)
    places = [tag.index(f"chp{index}\0".encode(), tag.index(b"CHAP")) for index in range(3)]
    assert places == sorted(places)
    assert tag.index(b"CTOC") < places[0]
    assert all(chapter.start_offset == 0xFFFFFFFF for chapter in read(tag).getall("CHAP"))


def test_the_tag_is_version_2_3_and_ends_with_its_last_frame() -> None:
    tag = id3_tag(TAGS)
    assert tag[:6] == b"ID3\x03\x00\x00"
    assert tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9] == len(tag) - 10
    assert read(tag).version == (2, 3, 0)
    assert tag.endswith("🏋\0".encode("utf-16-le"))


def test_a_short_tag_byte_by_byte() -> None:
    tags = TrackTags("Hi", 5, artist="", album="", genre="", encoder="")
    frames = b"TIT2\0\0\0\x04\0\0\0Hi\0" + b"TLEN\0\0\0\x03\0\0\x005\0"
    assert id3_tag(tags) == b"ID3\x03\0\0\0\0\0" + bytes([len(frames)]) + frames


def test_equal_tags_give_equal_bytes() -> None:
    assert id3_tag(TAGS) == id3_tag(TAGS)


def test_a_track_without_chapters_has_no_table_of_contents() -> None:
    assert not read(id3_tag(TrackTags("Ohne", 1))).getall("CTOC")


titles = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@given(st.lists(titles, min_size=1, max_size=5))
def test_any_title_survives(names: list[str]) -> None:
    chapters = tuple(Chapter(i * 10, i * 10 + 10, name) for i, name in enumerate(names))
    assert listed(id3_tag(TrackTags(names[0], 1, chapters))) == list(chapters)


@pytest.mark.parametrize("word", ["one", "eins, zwei, drei: Füße", "一 🏋"])
def test_words_come_back_in_time_and_as_a_text(word: str) -> None:
    lines = (Line(0, "First: Row."), Line(61_250, word), Line(4_000_000, "Rest."))
    lyrics = Lyrics(lines, f"First: Row.\n{word}\nRest.", "eng")
    frames = read(id3_tag(TrackTags("Row", 5_000_000, lyrics=lyrics)))
    synced, text = frames["SYLT::eng"], frames["USLT::eng"]
    assert (synced.format, synced.type) == (2, 1)
    assert [(start, said) for said, start in synced.text] == list(lines)
    assert text.text == lyrics.text


def test_what_is_only_counted_has_no_text_and_silence_no_words() -> None:
    counted = read(id3_tag(TrackTags("Row", 9, lyrics=Lyrics((Line(1, "one"),), ""))))
    assert counted.getall("SYLT")
    assert not counted.getall("USLT")
    silent = id3_tag(TrackTags("Row", 9, lyrics=Lyrics((), "")))
    assert silent == id3_tag(TrackTags("Row", 9))


def test_a_track_of_an_album_is_numbered() -> None:
    assert str(read(id3_tag(TrackTags("Row", 9, number="3/14")))["TRCK"]) == "3/14"


def test_more_chapters_than_one_table_lists_are_listed_in_tables_of_one() -> None:
    chapters = tuple(Chapter(i, i + 1, f"{i}") for i in range(600))
    assert len(listed(id3_tag(TrackTags("Viele", 600, chapters[:255])))) == 255
    tag = read(id3_tag(TrackTags("Sehr viele", 600, chapters)))
    tables = {table.element_id: table.child_element_ids for table in tag.getall("CTOC")}
    assert tables["toc"] == ["toc0", "toc1", "toc2"]
    entries = [name for table in tables["toc"] for name in tables[table]]
    assert entries == [f"chp{i}" for i in range(600)]
    assert len(tag.getall("CHAP")) == 600


def test_more_chapters_than_tables_can_list_are_refused() -> None:
    chapters = tuple(Chapter(i, i + 1, "") for i in range(255 * 255 + 1))
    with pytest.raises(TrackError, match="65025 chapters, not 65026"):
        id3_tag(TrackTags("Zu viele", 65026, chapters))


@pytest.mark.parametrize(
    ("chapters", "refusal"),
    [
        ((Chapter(5, 5, "leer"),), "leer.* has no length"),
        ((Chapter(-1, 5, "früh"),), "früh.* outside"),
        ((Chapter(0, 1 << 32, "spät"),), "spät.* outside"),
        ((Chapter(0, 5, "eins"), Chapter(4, 9, "zwei")), "zwei.* begins before the end of .*eins"),
    ],
)
def test_chapters_that_cannot_be_played_are_refused(
    chapters: tuple[Chapter, ...], refusal: str
) -> None:
    with pytest.raises(TrackError, match=refusal):
        id3_tag(TrackTags("Falsch", 10, chapters))


def test_libav_reads_chapters_in_front_of_a_track() -> None:
    import av

    mp3 = id3_tag(TAGS) + file_of(Splice(100, SILENCE, ()), 98 * 576)
    with av.open(BytesIO(mp3)) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
        assert container.metadata["title"] == "Kraft für Anfänger"
    assert titles == [chapter.title for chapter in CHAPTERS]


def test_no_heavy_library_is_imported_with_the_room() -> None:
    code = "import sys, audiocoach.mp3; print({'av', 'numpy', 'mutagen'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "set()"
