"""axe-core finds nothing on the pages, on any screen and in both colours; no policy is broken."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hosted import Host, hosted
from msgspec.structs import replace
from phone import Phone

from audiocoach.site.files import site_files
from audiocoach.site.model import Episode, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

SCREENS = {
    "a phone": {"width": 390, "height": 844},
    "a phone at 200 %": {"width": 195, "height": 422},
    "a phone on its side": {"width": 844, "height": 390},
    "a desk": {"width": 1280, "height": 800},
}


@pytest.fixture(params=["light", pytest.param("dark", marks=pytest.mark.slow)])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def list_host(episode: Episode) -> Iterator[Host]:
    """Two tracks, one of them named from right to left."""
    title = "אימון כוח"
    other = replace(episode, name="koach", timeline=replace(episode.timeline, title=title))
    with hosted(site_files([episode, other], Site(feed="feed.xml"))) as host:
        yield host


def problems(phone: Phone) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(phone.page).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def test_a_track(browser: "Browser", host: Host, scheme: str) -> None:
    phone = Phone(browser, color_scheme=scheme)
    page = phone.open(host.address())
    page.wait_for_selector("#keep:not([hidden])")
    for screen in SCREENS.values():
        page.set_viewport_size(screen)
        assert problems(phone) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
    page.set_viewport_size(SCREENS["a phone"])
    page.click("#play")
    phone.until("document.querySelector('#cue').dataset.kind === 'said'")
    assert problems(phone) == []
    phone.close()


def test_a_track_over_plain_http(browser: "Browser", host: Host, scheme: str) -> None:
    phone = Phone(browser, color_scheme=scheme)
    page = phone.open(host.address(name="phone.test"))
    assert not page.evaluate("isSecureContext")
    assert page.inner_text("#hint").startswith("Plays as long as this page is open.")
    assert not page.is_visible("#keep")
    assert problems(phone) == []
    page.click("#play")
    phone.until("document.querySelector('audio').currentTime > 0.2")
    assert phone.refused == []
    phone.close()


def test_a_list(browser: "Browser", list_host: Host, scheme: str) -> None:
    phone = Phone(browser, color_scheme=scheme)
    phone.page.goto(list_host.address())
    for screen in SCREENS.values():
        phone.page.set_viewport_size(screen)
        assert problems(phone) == []
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.page.click("text=אימון")
    phone.page.wait_for_selector("html.js")
    assert phone.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert phone.refused == []
    phone.close()


def test_a_policy_that_is_broken_is_seen(browser: "Browser", host: Host) -> None:
    phone = Phone(browser)
    page = phone.open(host.address())
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("new Image().src = 'https://example.org/pixel.png'")
    phone.until("window.refused.length === 2")
    phone.close()


def test_it_asks_nobody_else_and_moves_nothing(
    browser: "Browser", host: Host, episode: Episode
) -> None:
    shifts = """
      window.shifts = [];
      const note = ({value, sources}) =>
        window.shifts.push([value, ...sources.map(({node}) => node?.outerHTML ?? node?.data)]);
      new PerformanceObserver((list) => list.getEntries().forEach(note))
        .observe({type: "layout-shift", buffered: true});
    """
    phone = Phone(browser, shifts)
    page = phone.open(host.address())
    page.wait_for_selector("#keep:not([hidden])")
    page.evaluate("document.querySelector('audio').play()")
    phone.until("document.querySelector('#cue').dataset.kind === 'said'")
    phone.seek(episode.timeline.chapters[2].start_ms / 1000)
    phone.until("document.querySelector('#cue').dataset.kind === 'said'")
    assert page.evaluate("window.shifts") == []
    assert phone.asked
    assert [url for url in phone.asked if not url.startswith(host.address())] == []
    assert phone.refused == []
    phone.close()
