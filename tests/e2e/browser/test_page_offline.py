"""A published site in a real browser: it installs, keeps a track, and plays it offline."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import CHROMIUM
from hosted import Host, hosted
from msgspec.structs import replace
from phone import FLAGS, Phone

from audiocoach.site.files import site_files
from audiocoach.site.model import Episode, SiteFile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CACHES = "caches.keys()"
ASK = """
async ([path, range]) => {
  const answer = await fetch(path, {headers: {Range: range}});
  const body = new Uint8Array(await answer.arrayBuffer());
  return [answer.status, answer.headers.get("Content-Range"), [...body.slice(0, 64)], body.length];
}
"""


@pytest.fixture
def own_host(files: list[SiteFile]) -> Iterator[Host]:
    """One that a test may take down; it has a name of its own, for a browser keeps it apart."""
    with hosted(files) as host:
        yield host


@pytest.fixture
def phone(browser: "Browser", own_host: Host) -> Iterator[Phone]:
    phone = Phone(browser)
    phone.open(own_host.address())
    phone.page.wait_for_selector("#keep:not([hidden])")
    yield phone
    phone.close()


def keep(phone: Phone) -> None:
    phone.page.click("#keep")
    phone.page.wait_for_selector("#remove:not([hidden])")


def go_offline(phone: Phone, host: Host) -> None:
    host.is_down = True
    phone.context.set_offline(offline=True)


def test_it_can_be_installed(own_host: Host, tmp_path: Path, report: Any) -> None:  # noqa: ANN401, ARG001
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=list(FLAGS)
        )
        page = context.new_page()
        page.goto(own_host.address())
        page.wait_for_selector("#keep:not([hidden])")
        session = context.new_cdp_session(page)
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        manifest = session.send("Page.getAppManifest")
        context.close()
    assert manifest["errors"] == []
    assert manifest["url"] == own_host.address("manifest.webmanifest")


def test_a_kept_track_plays_without_a_connection(
    phone: Phone, own_host: Host, episode: Episode
) -> None:
    track, whole = f"{episode.stem}.mp3", episode.audio.read_bytes()
    keep(phone)
    assert phone.page.inner_text("#hint").startswith("Kept on this phone.")
    go_offline(phone, own_host)
    page = phone.page
    page.reload()
    page.wait_for_selector("html.js")
    phone.is_idle()
    phone.seek(episode.timeline.chapters[4].start_ms / 1000)
    page.click("#play")
    start = episode.timeline.chapters[4].start_ms / 1000
    phone.until(f"document.querySelector('audio').currentTime > {start + 0.3}")
    page.wait_for_selector("#remove:not([hidden])")
    assert page.evaluate("document.querySelector('.cover').naturalWidth") == 600

    def asked(range_: str) -> Any:  # noqa: ANN401
        return page.evaluate(ASK, [track, range_])

    size = len(whole)
    assert asked("bytes=0-1") == [206, f"bytes 0-1/{size}", [*whole[:2]], 2]
    assert asked("bytes=1000-1999")[:3] == [
        206, f"bytes 1000-1999/{size}", [*whole[1000:1064]],
    ]  # fmt: skip
    assert asked(f"bytes={size - 9}-")[1:] == [
        f"bytes {size - 9}-{size - 1}/{size}",
        [*whole[-9:]],
        9,
    ]
    assert asked("bytes=-9") == asked(f"bytes={size - 9}-")
    assert asked(f"bytes={size}-")[:2] == [416, f"bytes */{size}"]
    assert asked("bytes=-0")[0] == 416
    assert asked("bytes=7-3")[0] == 416
    assert asked("lines=1-2")[::3] == [200, size]
    page.goto(own_host.address("march.html"))
    page.wait_for_selector("html.js")
    phone.is_idle()


def test_a_track_is_kept_while_it_plays(phone: Phone, episode: Episode) -> None:
    phone.page.click("#play")
    phone.until("document.querySelector('audio').currentTime > 0.5")
    keep(phone)
    before = phone.at
    phone.until(f"document.querySelector('audio').currentTime > {before + 0.5}")
    last = episode.timeline.chapters[-2].start_ms / 1000
    phone.page.click(f".chapters li:nth-child({len(episode.timeline.chapters) - 1}) a")
    phone.until(f"document.querySelector('audio').currentTime > {last + 0.5}")
    assert not phone.page.evaluate("document.querySelector('audio').paused")
    assert phone.refused == []


def test_what_is_removed_is_gone(phone: Phone, own_host: Host) -> None:
    keep(phone)
    assert len(phone.page.evaluate(CACHES)) == 2
    phone.page.click("#remove")
    phone.page.wait_for_selector("#keep:not([hidden])")
    (shell,) = phone.page.evaluate(CACHES)
    assert " shell " in shell
    go_offline(phone, own_host)
    phone.page.reload()  # the page opens all the same, and says what it cannot do
    phone.page.wait_for_selector("html.js")
    phone.page.wait_for_selector("#trouble:not([hidden])")
    phone.context.set_offline(offline=False)
    own_host.is_down = False
    phone.page.click("#play")
    phone.until("document.querySelector('audio').currentTime > 0.2")
    assert not phone.page.is_visible("#trouble")


def test_a_track_that_is_cut_short_is_not_kept(
    phone: Phone, own_host: Host, episode: Episode
) -> None:
    track = f"{episode.stem}.mp3"
    short = own_host.files[track]._replace(content=episode.audio.read_bytes()[:5000])
    own_host.files[track] = short
    phone.page.click("#keep")
    phone.until("document.querySelector('#hint').textContent.startsWith('It could not be kept')")
    (shell,) = phone.page.evaluate(CACHES)
    assert " shell " in shell


def rebuilt(episode: Episode, tmp_path: Path) -> Episode:
    """The same routine in another version."""
    audio = tmp_path / "newer.mp3"
    audio.write_bytes(episode.audio.read_bytes())
    timeline = replace(episode.timeline, title="March, improved")
    return replace(episode, audio=audio, sha256="f" * 64, timeline=timeline)


def test_an_old_page_finds_the_new_one(
    phone: Phone, own_host: Host, episode: Episode, tmp_path: Path
) -> None:
    keep(phone)
    newer = rebuilt(episode, tmp_path)
    assert not phone.page.is_visible("#newer")
    own_host.publish(site_files([newer]))
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("#newer:not([hidden])")
    phone.page.click("#load")
    phone.page.wait_for_selector("h1:has-text('March, improved')")
    phone.page.wait_for_selector("#keep:not([hidden])")
    phone.until("caches.keys().then((names) => names.length === 2)")
    go_offline(phone, own_host)  # the new one is not kept: the old one plays on
    phone.page.reload()
    phone.page.wait_for_selector("h1:has-text('Row & <b>March</b>')")
    phone.is_idle()
    phone.context.set_offline(offline=False)
    own_host.is_down = False
    phone.page.reload()
    phone.page.wait_for_selector("h1:has-text('March, improved')")
    phone.page.wait_for_selector("#keep:not([hidden])")
    keep(phone)
    names = phone.page.evaluate(CACHES)
    assert [name for name in names if " track " in name] == [
        f"audiocoach /site/ track {newer.stem}"
    ]
    assert len([name for name in names if " shell " in name]) == 1


def test_a_host_may_leave_out_html(own_host: Host, browser: "Browser") -> None:
    """As some do: `march.html` is at `march`."""
    own_host.files["march"] = own_host.files["march.html"]
    phone = Phone(browser)
    page = phone.open(own_host.address("march"))
    page.wait_for_selector("#keep:not([hidden])")
    keep(phone)
    go_offline(phone, own_host)
    page.reload()
    page.wait_for_selector("html.js")
    phone.is_idle()
    phone.close()
