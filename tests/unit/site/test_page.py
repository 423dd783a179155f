"""Pages as HTML: what an author wrote stands in them as words, whatever it is."""

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fake_voice import fake_lengths
from msgspec.structs import replace

from audiocoach.cache import Store
from audiocoach.config.output import DRAWN
from audiocoach.i18n.languages import NAMES
from audiocoach.plan import plan_session
from audiocoach.renderer.cover import choose, shape_of
from audiocoach.routine.catalog import find, names
from audiocoach.site.files import site_files
from audiocoach.site.model import Episode, Site, SiteFile, make_episode
from audiocoach.site.policy import PAGE_POLICY, POLICY
from audiocoach.site.words import load_words
from audiocoach.timeline import Timeline, lay_out

HOSTILE = '"><script>alert(1)</script><b onclick=x>&amp;\u2028 אימון 💪'
MOST_BYTES = 200_000
ASSETS = Path(__file__).parents[3] / "src/audiocoach/site/assets"


def timeline_of(name: str) -> Timeline:
    plan = plan_session(find(name))
    return lay_out(plan, fake_lengths(plan))


def episode_of(timeline: Timeline, folder: Path, summary: str = "") -> Episode:
    audio = folder / "track.mp3"
    audio.write_bytes(b"sound")
    with Store(None) as store:
        cover = choose(DRAWN, shape_of(timeline), store)
    return make_episode(audio, timeline, summary, cover)


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    return episode_of(timeline_of("jeffers-pull"), tmp_path_factory.mktemp("page"))


class Read(HTMLParser):
    """A page as a browser takes it apart: its elements, its words by element, its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append((self.tags[-1] if self.tags else "", data))

    def values(self, name: str) -> list[str]:
        return [value for _, named, value in self.attributes if named == name]


def files_of(*episodes: Episode, site: Site | None = None) -> dict[str, SiteFile]:
    return {file.path: file for file in site_files(episodes, site or Site())}


def text_of(file: SiteFile) -> str:
    assert isinstance(file.content, bytes)
    return file.content.decode()


def page_of(episode: Episode) -> str:
    return text_of(files_of(episode)[f"{episode.name}.html"])


def spoilt(timeline: Timeline) -> Timeline:
    """With hostile words wherever an author's stand."""
    return replace(
        timeline,
        title=HOSTILE,
        artist=HOSTILE,
        chapters=tuple(each._replace(title=HOSTILE) for each in timeline.chapters),
        cues=tuple(replace(cue, text=HOSTILE) for cue in timeline.cues),
    )


def test_nothing_of_an_authors_becomes_markup(episode: Episode) -> None:
    plain = Read(page_of(replace(episode, summary="A summary.")))
    hostile = replace(episode, timeline=spoilt(episode.timeline), summary=HOSTILE)
    read = Read(page_of(hostile))
    assert read.tags == plain.tags
    assert [it[:2] for it in read.attributes] == [it[:2] for it in plain.attributes]
    told = [(tag, words) for tag, words in read.words if words == HOSTILE]
    assert {"title", "h1", "p", "span"} <= {tag for tag, _ in told}
    assert HOSTILE in read.values("content")
    data = json.loads(next(words for tag, words in read.words if words.startswith("{")))
    assert data["cues"][0][2] == HOSTILE


def test_nor_on_a_list_or_in_a_manifest(episode: Episode) -> None:
    hostile = replace(episode, name="other", timeline=spoilt(episode.timeline))
    other = replace(episode, name="third")
    read = Read(text_of(files_of(hostile, episode)["index.html"]))
    assert read.tags == Read(text_of(files_of(episode, other)["index.html"])).tags
    assert HOSTILE in [words for _, words in read.words]
    manifest = json.loads(text_of(files_of(hostile)["manifest.webmanifest"]))
    assert manifest["name"] == HOSTILE


def test_nothing_is_inline_and_nothing_is_from_elsewhere(episode: Episode) -> None:
    read = Read(page_of(episode))
    names_of = {name for _, name, _ in read.attributes}
    assert not {name for name in names_of if name.startswith("on") or name == "style"}
    assert "style" not in read.tags
    assert PAGE_POLICY in read.values("content")
    assert not [it for it in read.values("src") + read.values("href") if ":" in it]
    assert f"{PAGE_POLICY}; frame-ancestors 'none'" == POLICY
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("language", NAMES)
def test_a_page_speaks_its_routines_language(episode: Episode, language: str) -> None:
    spoken = replace(episode, timeline=replace(episode.timeline, language=language))
    read = Read(page_of(spoken))
    words = load_words(language)
    assert read.values("lang") == [language]
    assert words.play in read.values("aria-label")
    assert words.chapters in [told for _, told in read.words]


def test_one_sound_and_one_module(episode: Episode) -> None:
    read = Read(page_of(episode))
    assert read.tags.count("audio") == 1
    assert read.values("type").count("module") == 1
    assert "controls" in [name for tag, name, _ in read.attributes if tag == "audio"]


def test_chapters_are_links_into_the_track(episode: Episode) -> None:
    read = Read(page_of(episode))
    links = [href for href in read.values("href") if "#t=" in href]
    assert links == [
        f"{episode.stem}.mp3#t={chapter.start_ms / 1000:.3f}"
        for chapter in episode.timeline.chapters
    ]


def test_counts_are_marked_as_asides(episode: Episode) -> None:
    page = page_of(episode)
    data = json.loads(page.split('id="track">')[1].split("</script>")[0])
    by_role = dict(zip(episode.timeline.spoken, data["cues"], strict=True))
    assert {cue.role for cue, (*_, aside) in by_role.items() if aside} >= {"count", "tempo"}
    assert {cue.role for cue, (*_, aside) in by_role.items() if not aside} >= {"announce", "form"}


def test_a_list_has_every_track(episode: Episode) -> None:
    other = replace(episode, name="other", timeline=replace(episode.timeline, title="Other"))
    files = files_of(episode, other)
    read = Read(text_of(files["index.html"]))
    assert [href for href in read.values("href") if href.endswith(".html")] == [
        "jeffers-pull.html",
        "other.html",
    ]
    titled = text_of(files_of(episode, other, site=Site(title="Ada's"))["index.html"])
    assert "<h1>Ada&#x27;s</h1>" in titled


def test_one_track_is_the_page_that_a_site_opens_with(episode: Episode) -> None:
    files = files_of(episode)
    assert files["index.html"].content == files["jeffers-pull.html"].content


def worker_of(files: dict[str, SiteFile]) -> dict[str, object]:
    line = text_of(files["sw.js"]).splitlines()[0]
    site: dict[str, object] = json.loads(line.removeprefix("const SITE = ").rstrip(";"))
    return site


def test_the_worker_changes_with_what_it_keeps(episode: Episode) -> None:
    files = files_of(episode)
    site = worker_of(files)
    kept = site["files"]
    assert isinstance(kept, list)
    assert {"index.html", "manifest.webmanifest"} <= set(kept) <= set(files)
    assert not [path for path in kept if path.endswith(".mp3")]
    assert worker_of(files_of(episode)) == site
    retitled = replace(episode, timeline=replace(episode.timeline, title="Other"))
    assert worker_of(files_of(retitled))["version"] != site["version"]
    assert not files["sw.js"].is_immutable


def test_a_manifest_installs(episode: Episode) -> None:
    files = files_of(episode)
    manifest = json.loads(text_of(files["manifest.webmanifest"]))
    assert (manifest["start_url"], manifest["display"]) == ("./", "standalone")
    icons = {(icon["sizes"], icon["purpose"]): icon["src"] for icon in manifest["icons"]}
    assert set(icons) == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for (sizes, _), path in icons.items():
        content = files[path].content
        assert isinstance(content, bytes)
        assert f"{int.from_bytes(content[16:20])}x{int.from_bytes(content[20:24])}" == sizes


@pytest.mark.parametrize(
    "name",
    [
        name if name == "jeffers-pull" else pytest.param(name, marks=pytest.mark.long)
        for name in names()
    ],
)
def test_a_page_is_light(name: str, tmp_path: Path) -> None:
    """All that a browser fetches to show it, but the sound."""
    files = files_of(episode_of(timeline_of(name), tmp_path))
    shown = [
        path for path in files
        if path.endswith((".css", ".png", ".jpg", ".webmanifest", ".js"))
        or path in {"index.html", f"{name}.json"}
    ]  # fmt: skip
    assert sum(len(text) for path in shown if isinstance(text := files[path].content, bytes)) <= (
        MOST_BYTES
    )


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_modules_that_node_can_read(path: Path) -> None:
    command = ["node", "--check", "--input-type=module", "-"]
    done = subprocess.run(command, input=path.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
