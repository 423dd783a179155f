"""The picture of a track: drawn after its routine and kept, or a file of one's own."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from listening import cover_of
from PIL import Image

from audiocoach.api import build
from audiocoach.cache import Store
from audiocoach.config.output import Output
from audiocoach.errors import CoachError
from audiocoach.mp3.tags import Picture, TrackTags, id3_tag
from audiocoach.renderer import cover as covers
from audiocoach.renderer.cover import Arc, Shape, _key, marks_of
from audiocoach.renderer.cover_drawing import fitted, font
from audiocoach.renderer.cover_letters import RANGES, spelt, unwritten
from audiocoach.renderer.tags import ISO_639_2
from audiocoach.timeline import Chapter

HALF = Shape("Leg day", 24, (Arc(0, 180_000, 0), Arc(180_000, 360_000, 1)))
QUARTERS = Shape(
    "Leg day", 24, tuple(Arc(at, at + 90_000, at // 90_000) for at in range(0, 360_000, 90_000))
)
PNG, JPEG = b"\x89PNG\r\n\x1a\n and more", b"\xff\xd8\xff\xe0 and more"


def draw(shape: Shape) -> bytes:
    with Store(None) as store:
        drawn = covers.choose("drawn", shape, store)
    assert drawn
    return drawn.data


def picture(shape: Shape) -> Image.Image:
    return Image.open(BytesIO(draw(shape))).convert("RGB")


def test_it_is_a_small_square_png() -> None:
    image = Image.open(BytesIO(draw(QUARTERS)))
    assert (image.format, image.size) == ("PNG", (600, 600))
    assert len(draw(QUARTERS)) < 30_000


def test_the_ring_shows_work_and_rest_clockwise_from_the_top() -> None:
    image = picture(HALF)
    rest, work = image.getpixel((470, 240)), image.getpixel((130, 240))
    assert rest != work
    assert isinstance(rest, tuple)
    assert isinstance(work, tuple)
    assert max(work) - max(rest) > 80
    counts = {colour: count for count, colour in image.getcolors(100_000) or []}
    assert counts[rest] == pytest.approx(counts[work], rel=0.05)


def test_each_exercise_has_its_colour() -> None:
    image = picture(QUARTERS)
    places = [(420, 100), (420, 370), (180, 370), (180, 100)]
    assert len({image.getpixel(place) for place in places}) == 4


def test_the_title_and_the_minutes_are_written() -> None:
    named, nameless = picture(HALF), picture(Shape("", 24, HALF.arcs))
    below = (0, 450, 600, 600)
    assert len(named.crop(below).getcolors() or []) > len(nameless.crop(below).getcolors() or [])
    assert draw(Shape("Leg day", 25, HALF.arcs)) != draw(HALF)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Leg day", ["Leg day"]),
        ("Übung – größer", ["Übung – größer"]),
        ("Leg\u00a0day 🦵", ["Leg day"]),
        ("腕立て伏せ", [""]),
        ("Warm up, row, march, press and carry", ["Warm up, row, march,", "press and carry"]),
    ],
)
def test_titles_are_written_as_far_as_the_font_goes(text: str, lines: list[str]) -> None:
    assert " ".join(fitted(text, 548).lines).split() == " ".join(lines).split()


WRITTEN = {
    "de": "Rückentraining für Anfänger – größer, SÜẞ „täglich“",
    "en": "Café “naïve” – it’s 3½ × as good",
    "es": "¡Espalda fuerte! ¿Año de señores? Pingüino",
    "fr": "Séance d’échauffement : cœur, façade, où, aïe, « œuvre »",
    "it": "Più forza, perché così è già là",
    "nl": "Één ĳzeren reünie, coördinatie",
    "pt": "Manhã às três: pulmões, coração, você",
    "ru": "Тренировка спины для начинающих: ещё объём №5 «ЁЖ»",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=[*WRITTEN])
def test_every_language_of_the_coach_is_written_as_it_is(text: str) -> None:
    assert spelt(text) == text
    assert not unwritten(text)


def test_the_coach_speaks_no_other_language() -> None:
    assert set(WRITTEN) == set(ISO_639_2)


def test_the_font_has_every_letter_that_it_is_said_to_have() -> None:
    letters = font(60)
    missing = bytes(letters.getmask("\uffff"))
    codes = (code for first, last in RANGES for code in range(first, last + 1))
    known = [chr(code) for code in codes if chr(code).isprintable()]
    assert [each for each in known if bytes(letters.getmask(each)) == missing] == []
    assert len({bytes(letters.getmask(each)) for each in "РРуусский"}) == 6


def test_accents_are_drawn() -> None:
    plain, accented = (draw(Shape(title, 24, HALF.arcs)) for title in ("Ruck", "Rück"))
    assert plain != accented


def test_what_the_font_cannot_write_is_left_out_and_told(tmp_path: Path) -> None:
    routine = tmp_path / "quick.yaml"
    text = "title: 腕立て伏せ 3 🦵\nexercises:\n  - name: Row\n    work: 5s\n"
    routine.write_text(text, "utf-8")
    drawn, bare = (
        build(str(routine), tmp_path / "track.mp3", output=Output(cover=cover))
        for cover in ("drawn", "none")
    )
    lost = "the cover's font cannot write '腕立て伏せ'; give a picture with --cover, or 'none'"
    assert set(drawn.notes) - set(bare.notes) == {lost}


@pytest.mark.parametrize("text", ["word " * 24, "W" * 120, "a" * 30 + " " + "b" * 60, "x"])
def test_every_title_fits(text: str) -> None:
    lines, size = fitted(text, 548)
    assert len(lines) <= 2
    assert all(font(size).getlength(line) <= 548 for line in lines)
    assert spelt(text) == text


def test_it_is_the_same_again_and_in_its_key_is_all_it_shows() -> None:
    assert draw(QUARTERS) == draw(QUARTERS)
    others = (
        HALF,
        QUARTERS,
        Shape("Arm day", 24, HALF.arcs),
        Shape("Leg day", 25, HALF.arcs),
    )
    assert len({draw(shape) for shape in others}) == 4
    assert len({_key(shape.title, shape.minutes) for shape in others}) == 3


def test_it_is_drawn_once_for_a_title_whatever_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = [QUARTERS, *(HALF._replace(minutes=minutes) for minutes in (24, 7, 360))]
    drawn = [Picture("image/png", draw(shape)) for shape in lengths]
    with Store(None) as store:
        first = covers.choose("drawn", HALF, store)
        monkeypatch.setattr("audiocoach.renderer.cover_drawing.draw_sheet", None)
        assert covers.choose("drawn", HALF, store) == first
        assert [covers.choose("drawn", shape, store) for shape in lengths] == drawn
        monkeypatch.setattr("audiocoach.renderer.cover_dial.Sheet.numbered", None)
        assert [covers.choose("drawn", shape, store) for shape in lengths] == drawn
        assert covers.choose("none", HALF, store) is None


def test_a_mark_shows_what_is_most_of_its_time() -> None:
    bounds = (0, 1_400, 3_000, 4_400, 4_600, 6_000, 360_000)
    arcs = (Arc(start, end, at) for at, (start, end) in enumerate(pairwise(bounds)))
    assert marks_of(tuple(arcs)) == [1, 2, *[5] * 118]
    assert marks_of(()) == [0] * 120


@pytest.mark.parametrize(("data", "mime"), [(PNG, "image/png"), (JPEG, "image/jpeg")])
def test_a_picture_of_ones_own(tmp_path: Path, data: bytes, mime: str) -> None:
    path = tmp_path / "mine.bin"
    path.write_bytes(data)
    with Store(None) as store:
        assert covers.choose(str(path), HALF, store) == Picture(mime, data)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "large.png").write_bytes(PNG.ljust(10_000_001, b"\0"))
    said = {
        "none.png": "there is no such file; --cover is a PNG or JPEG file",
        ".": "this is a folder; give a PNG or JPEG file as --cover",
        "text.png": "this is neither PNG nor JPEG; save the picture as one of them",
        "large.png": "a cover has at most 10 MB; save the picture smaller",
    }
    for name, message in said.items():
        path = str(tmp_path / name) if name != "." else str(tmp_path)
        with Store(None) as store, pytest.raises(CoachError) as told:
            covers.choose(path, HALF, store)
        assert str(told.value) == f"{path}: {message}"


def test_it_comes_after_the_chapters_in_an_id3_tag() -> None:
    tags = TrackTags("Leg day", 1000, (Chapter(0, 1000, "All"),))
    plain = id3_tag(tags)
    covered = id3_tag(TrackTags("Leg day", 1000, tags.chapters, cover=Picture("image/png", PNG)))
    assert covered[10:].startswith(plain[10:])
    assert covered.endswith(PNG)


def test_a_track_without_a_cover(tmp_path: Path) -> None:
    routine = tmp_path / "quick.yaml"
    routine.write_text("title: Quick\nexercises:\n  - name: Row\n    work: 5s\n")
    for format_ in ("mp3", "m4a", "opus", "flac"):
        target = tmp_path / f"track.{format_}"
        build(str(routine), target, output=Output(format=format_, cover="none"))
        assert cover_of(target) is None
