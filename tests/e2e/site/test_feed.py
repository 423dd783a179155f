"""The feed as apps read it: four forms of chapters, dates, addresses, and any title."""

import io
import json
import re
import uuid
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import podcastparser
import pytest
from episodes import BASE, an_episode, contents, feed_of
from mutagen.id3 import ID3
from PIL import Image
from quick_build import build_here, use_cache

from audiocoach.site.feed import Channel, Issue, feed_xml
from audiocoach.site.model import Episode, make_episode
from audiocoach.site.pictures import ART_BYTES
from audiocoach.site.place import Publishing
from audiocoach.site.publish import publish
from audiocoach.timeline import Timeline

SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
CHANNEL = Channel(title="Gym", author="Ann", base_url=BASE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Timeline]:
    """A site of one track that was built, and what is heard in it."""
    folder = tmp_path_factory.mktemp("feed")
    with pytest.MonkeyPatch.context() as patch:
        use_cache(folder / "cache", patch)
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        report = build_here(folder / "quick.mp3")
        episode = make_episode(report.path, report.timeline, "Short.", report.cover)
        settings = Publishing(base_url=BASE, title="Gym", author="Ann")
        publish([episode], folder / "site", settings)
    return folder / "site", report.timeline


def item_of(site: Path) -> ET.Element:
    (item,) = feed_of(site).iter("item")
    return item


def there(site: Path, address: str | None) -> Path:
    """The file of an address in the feed."""
    assert address
    assert address.startswith(BASE)
    return site / address.removeprefix(BASE)


def attribute(parent: ET.Element, path: str, name: str) -> str:
    element = parent.find(path, SPACES)
    assert element is not None
    return element.attrib[name]


def test_four_forms_of_chapters_are_those_of_the_timeline(built: tuple[Path, Timeline]) -> None:
    site, timeline = built
    wanted = [(chapter.start_ms, chapter.title) for chapter in timeline.chapters]
    assert len(wanted) > 2
    item = item_of(site)

    tag = ID3(there(site, attribute(item, "enclosure", "url")))  # type: ignore[no-untyped-call]
    frames = tag.getall("CHAP")  # type: ignore[no-untyped-call]
    frames.sort(key=lambda frame: int(frame.start_time))
    assert [(frame.start_time, frame.sub_frames["TIT2"].text[0]) for frame in frames] == wanted

    file = there(site, attribute(item, "podcast:chapters", "url"))
    told = json.loads(file.read_bytes())["chapters"]
    assert [(round(1000 * each["startTime"]), each["title"]) for each in told] == wanted

    simple = item.findall("psc:chapters/psc:chapter", SPACES)
    assert [(milliseconds(each.attrib["start"]), each.attrib["title"]) for each in simple] == wanted

    for name in ("description", "content:encoded"):
        html = item.findtext(name, "", SPACES)
        stamps = re.findall(r"\((\d+:\d\d:\d\d)\) (.*?)(?=<br>|</p>)", html)
        assert [(milliseconds(at), unescape(title)) for at, title in stamps] == [
            (start_ms // 1000 * 1000, title) for start_ms, title in wanted
        ]


def milliseconds(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_the_transcript_is_what_is_said(built: tuple[Path, Timeline]) -> None:
    site, timeline = built
    transcript = item_of(site).find("podcast:transcript", SPACES)
    assert transcript is not None
    assert (transcript.get("type"), transcript.get("language")) == ("text/vtt", "en")
    text = there(site, transcript.get("url")).read_text("utf-8")
    assert text.startswith("WEBVTT")
    assert all(cue.text in text for cue in timeline.spoken)


def test_apple_gets_what_it_asks_for(built: tuple[Path, Timeline]) -> None:
    site, timeline = built
    channel, item = feed_of(site), item_of(site)
    assert channel.findtext("title") == "Gym"
    assert channel.findtext("link") == BASE
    assert channel.findtext("language") == "en"
    assert channel.findtext("itunes:author", None, SPACES) == "Ann"
    assert channel.findtext("itunes:explicit", None, SPACES) == "false"
    assert attribute(channel, "itunes:category", "text") == "Health & Fitness"
    assert attribute(channel, "itunes:category/itunes:category", "text") == "Fitness"
    assert attribute(channel, "atom:link", "href") == f"{BASE}feed.xml"
    track = there(site, attribute(item, "enclosure", "url"))
    assert attribute(item, "enclosure", "length") == str(track.stat().st_size)
    assert attribute(item, "enclosure", "type") == "audio/mpeg"
    assert attribute(item, "guid", "isPermaLink") == "false"
    assert item.findtext("pubDate") == "Tue, 14 Nov 2023 22:13:20 GMT"
    seconds = int(item.findtext("itunes:duration", "", SPACES))
    assert abs(1000 * seconds - timeline.duration_ms) <= 500
    for art in (
        attribute(channel, "itunes:image", "href"),
        attribute(item, "itunes:image", "href"),
    ):
        data = there(site, art).read_bytes()
        assert len(data) <= ART_BYTES
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
            assert picture.width == picture.height
            assert 1400 <= picture.width <= 3000


def test_the_feed_has_the_guid_that_its_address_makes(built: tuple[Path, Timeline]) -> None:
    named = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    wanted = str(uuid.uuid5(named, "coach.example/gym/feed.xml"))
    assert feed_of(built[0]).findtext("podcast:guid", None, SPACES) == wanted


def test_podcastparser_reads_it(built: tuple[Path, Timeline]) -> None:
    site, timeline = built
    feed = podcastparser.parse(f"{BASE}feed.xml", (site / "feed.xml").open("rb"))
    assert (feed["title"], feed["link"], feed["itunes_author"]) == ("Gym", BASE, "Ann")
    (episode,) = feed["episodes"]
    assert episode["title"] == timeline.title
    assert episode["published"] == 1_700_000_000
    assert episode["total_time"] * 1000 == pytest.approx(timeline.duration_ms, abs=1000)
    (enclosure,) = episode["enclosures"]
    assert there(site, enclosure["url"]).stat().st_size == enclosure["file_size"]
    assert [chapter["title"] for chapter in episode["chapters"]] == [
        chapter.title for chapter in timeline.chapters
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Beine & <Po>", "Beine & <Po>"),
        ("]]> \"quoted\" 'too'", "]]> \"quoted\" 'too'"),
        ("Спина 背中 🏋️", "Спина 背中 🏋️"),
        ("bell\x07 nul\x00 esc\x1b tab\t", "bell nul esc tab\t"),
        ("half \ud83c of a pair", "half  of a pair"),
        ("none \ufffe\uffff", "none "),
        ("two\r\nlines", "two\n\nlines"),
    ],
)
def test_any_title_is_well_formed(tmp_path: Path, title: str, shown: str) -> None:
    episode = an_episode(tmp_path, title=title, summary=title)
    xml = feed_xml(
        Channel(title=title, author=title, base_url=BASE), [Issue(episode=episode, published_s=0)]
    )
    channel = ET.fromstring(xml).find("channel")  # noqa: S314 (ours)
    assert channel is not None
    assert channel.findtext("title") == channel.findtext("item/title") == shown
    simple = channel.findall("item/psc:chapters/psc:chapter", SPACES)
    assert [each.attrib["title"] for each in simple] == [f"{shown} {n} <&" for n in range(3)]


def test_a_description_has_a_bound_and_the_content_has_it_all(tmp_path: Path) -> None:
    episode = an_episode(tmp_path, chapters=400, title="Ü" * 20)
    channel = ET.fromstring(  # noqa: S314 (ours)
        feed_xml(CHANNEL, [Issue(episode=episode, published_s=0)])
    ).find("channel")
    assert channel is not None
    short = channel.findtext("item/description", "")
    assert 3000 < len(short.encode()) <= 4000
    assert short.endswith("</p>")
    assert channel.findtext("item/content:encoded", "", SPACES).count("<br>") == 399
    assert len(channel.findall("item/psc:chapters/psc:chapter", SPACES)) == 400


def test_names_beyond_ascii_are_written_as_addresses_have_them(tmp_path: Path) -> None:
    episode = an_episode(tmp_path, "Rücken")
    channel = ET.fromstring(  # noqa: S314 (ours)
        feed_xml(CHANNEL, [Issue(episode=episode, published_s=0)])
    ).find("channel")
    assert channel is not None
    assert channel.findtext("item/link") == f"{BASE}r%C3%BCcken.html"


@pytest.mark.long
def test_a_cover_of_any_shape_becomes_a_square(tmp_path: Path) -> None:
    for mode, size in (("RGBA", (300, 200)), ("P", (20, 40)), ("L", (2000, 1900)), ("1", (9, 9))):
        file = io.BytesIO()
        Image.effect_noise(size, 200).convert(mode).save(file, "PNG")
        episode = an_episode(tmp_path, cover=file.getvalue(), sound=mode)
        site = tmp_path / f"site-{mode}"
        publish([episode], site, Publishing(base_url=BASE))
        (art,) = (data for name, data in contents(site).items() if name.endswith(".art.jpg"))
        assert len(art) <= ART_BYTES
        with Image.open(io.BytesIO(art)) as picture:
            assert (picture.width, picture.mode) == (picture.height, "RGB")
            assert picture.width >= 1400


def test_a_picture_that_is_none_is_told(tmp_path: Path) -> None:
    from audiocoach.errors import CoachError

    episode: Episode = an_episode(tmp_path, cover=b"\x89PNG\r\n\x1a\n broken")
    with pytest.raises(CoachError, match="cannot be read as a picture"):
        publish([episode], tmp_path / "site", Publishing(base_url=BASE))
    assert not (tmp_path / "site").exists()
