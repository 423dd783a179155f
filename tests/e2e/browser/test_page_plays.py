"""The page of a track in a real browser: it plays, jumps, and obeys keys and the lock screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hosted import Host
from listening import opened
from phone import LOCK_SCREEN, Phone, phone_browser
from served import served

from audiocoach.api import BuildReport
from audiocoach.site.model import SiteFile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NEAR_MS = 100
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"


@pytest.fixture
def phone(browser: "Browser", host: Host) -> Iterator[Phone]:
    phone = Phone(browser, LOCK_SCREEN)
    phone.open(host.address())
    phone.is_idle()
    yield phone
    phone.close()


def test_a_touch_plays_it(files: list[SiteFile]) -> None:
    """From our own server, in a browser that plays nothing unasked."""
    with served(files, "token") as port, phone_browser() as browser:
        phone = Phone(browser, has_touch=True, is_mobile=True)
        page = phone.open(f"http://127.0.0.1:{port}/token/")
        assert page.get_attribute("#play", "aria-label") == "Play"
        page.tap("#play")
        phone.until("document.querySelector('audio').currentTime > 1.3")
        assert page.get_attribute("#play", "aria-label") == "Pause"
        phone.until("document.querySelector('#cue').dataset.kind === 'said'")
        assert page.inner_text("#cue").startswith("Row & <b>March</b>.")
        page.tap("#play")
        phone.until("document.querySelector('audio').paused")
        assert page.inner_text("#elapsed") != "0:00"
        assert phone.refused == []


def test_every_chapter_is_heard_where_it_begins(phone: Phone, report: BuildReport) -> None:
    whole = opened(report.path)
    landed = phone.landings(whole.rate, 2.5)
    assert len(landed) == len(report.timeline.chapters) - 1 >= 4
    off = [it.off_ms(whole.channels[0], whole.rate) for it in landed]
    assert max(map(abs, off)) < NEAR_MS, off


def test_the_chapter_that_plays_is_the_current_one(phone: Phone, report: BuildReport) -> None:
    chapters = report.timeline.chapters
    phone.seek(chapters[3].start_ms / 1000)
    current = phone.page.query_selector_all("[aria-current]")
    assert [each.query_selector(".name").inner_text() for each in current] == [chapters[3].title]
    assert phone.page.inner_text("#chapter") == chapters[3].title
    assert phone.page.inner_text("#told") == chapters[3].title


def test_counts_are_shown_and_not_announced(phone: Phone, report: BuildReport) -> None:
    count = next(cue for cue in report.timeline.spoken if cue.role == "count")
    phone.seek(count.start_ms / 1000 + 0.05)
    assert phone.page.inner_text("#cue") == count.text
    assert phone.page.inner_text("#told") != count.text
    assert not phone.page.query_selector("#cue[aria-live], [aria-live] #cue")


def test_the_lock_screen_shows_it(phone: Phone, report: BuildReport) -> None:
    title, artist, (cover,) = phone.page.evaluate(
        "(({title, artist, artwork}) => [title, artist, artwork])(navigator.mediaSession.metadata)"
    )
    assert title == "Row & <b>March</b>"
    assert artist == "Ada Example"
    assert cover["src"].endswith(".png")
    assert cover["sizes"] == "600x600"
    place = phone.page.evaluate("window.lockScreen.places.at(-1)")
    assert place["duration"] == pytest.approx(report.duration_ms / 1000, abs=0.05)


def press(phone: Phone, action: str, **told: Any) -> None:  # noqa: ANN401
    phone.page.evaluate(
        "([action, told]) => window.lockScreen.handlers[action](told)", [action, told]
    )


def test_its_buttons_change_the_chapter(phone: Phone, report: BuildReport) -> None:
    starts = [chapter.start_ms / 1000 for chapter in report.timeline.chapters]
    press(phone, "nexttrack")
    press(phone, "nexttrack")
    assert phone.at == pytest.approx(starts[2], abs=0.01)
    press(phone, "previoustrack")
    assert phone.at == pytest.approx(starts[1], abs=0.01)
    phone.seek(starts[2] + 3.5)
    press(phone, "previoustrack")
    assert phone.at == pytest.approx(starts[2], abs=0.01)
    press(phone, "seekto", seekTime=starts[1])
    press(phone, "seekforward")
    assert phone.at == pytest.approx(starts[1] + 10, abs=0.01)
    press(phone, "previoustrack")
    press(phone, "previoustrack")
    press(phone, "previoustrack")
    press(phone, "previoustrack")
    assert phone.at == 0


def test_its_buttons_are_set_again_when_it_plays(phone: Phone) -> None:
    given = phone.page.evaluate("window.lockScreen.given")
    press(phone, "play")
    phone.until(f"window.lockScreen.given === {2 * given}")
    press(phone, "pause")
    phone.until("document.querySelector('audio').paused")


def test_on_ios_no_button_seeks(browser: "Browser", host: Host) -> None:
    phone = Phone(browser, LOCK_SCREEN, user_agent=IPHONE)
    page = phone.open(host.address())
    set_to = page.evaluate(
        "Object.entries(window.lockScreen.handlers).map(([action, it]) => [action, Boolean(it)])"
    )
    phone.close()
    assert {action for action, is_set in set_to if not is_set} == {"seekbackward", "seekforward"}


def test_keys_do_all_of_it(phone: Phone, report: BuildReport) -> None:
    starts = [chapter.start_ms / 1000 for chapter in report.timeline.chapters]
    keyboard = phone.page.keyboard
    keyboard.press("Space")
    phone.until("!document.querySelector('audio').paused")
    keyboard.press("Space")
    phone.until("document.querySelector('audio').paused")
    phone.seek(0)
    keyboard.press("ArrowRight")
    assert phone.at == 10
    keyboard.press("ArrowLeft")
    assert phone.at == 0
    keyboard.press("n")
    assert phone.at == pytest.approx(starts[1], abs=0.01)
    keyboard.press("p")
    assert phone.at == 0


def test_everything_is_reached_by_tab_and_seen(phone: Phone, report: BuildReport) -> None:
    phone.until("!document.querySelector('#keep').disabled")
    reached = []
    for _ in range(30):
        phone.page.keyboard.press("Tab")
        focused = phone.page.evaluate(
            """(() => {
              const it = document.activeElement;
              const {outlineStyle, outlineWidth} = getComputedStyle(it);
              const {top, bottom} = it.getBoundingClientRect();
              const x = it.getBoundingClientRect().left + 5;
              const seen = document.elementFromPoint(x, (top + bottom) / 2);
              const isSeen = seen === it || it.contains(seen);
              return [it.id || it.dataset.start || it.tagName, outlineStyle, outlineWidth, isSeen];
            })()"""
        )
        if focused[0] == "BODY":
            break
        reached.append(focused)
    names = [name for name, *_ in reached]
    chapters = [str(chapter.start_ms) for chapter in report.timeline.chapters]
    buttons = ["position", "previous", "back", "play", "forward", "next"]
    assert names == ["save", "keep", *chapters, *buttons]
    assert {tuple(how) for _, *how in reached} == {("solid", "3px", True)}
    phone.page.focus(f'[data-start="{chapters[2]}"]')
    phone.page.keyboard.press("Enter")
    phone.until("!document.querySelector('audio').paused")
    assert phone.at >= int(chapters[2]) / 1000
    phone.page.focus("#play")
    phone.page.keyboard.press("Space")  # once, not by the button and by the page
    phone.until("document.querySelector('audio').paused")


def test_where_it_was_is_remembered(browser: "Browser", host: Host) -> None:
    phone = Phone(browser)
    phone.open(host.address())
    phone.is_idle()
    phone.seek(12.5)
    phone.page.reload()
    phone.until("document.querySelector('audio').currentTime === 12.5")
    phone.until("document.querySelector('#elapsed').textContent === '0:12'")
    phone.close()


def test_it_plays_where_nothing_may_be_remembered(browser: "Browser", host: Host) -> None:
    refuses = """
      Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no"); }});
    """
    phone = Phone(browser, refuses)
    page = phone.open(host.address())
    page.click("#play")
    phone.until("document.querySelector('audio').currentTime > 0.2")
    assert phone.refused == []
    phone.close()


def test_without_its_script_it_is_a_page(browser: "Browser", host: Host, episode: Any) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.address())
    assert page.is_visible("audio[controls]")
    assert not page.is_visible("#play")
    assert page.get_attribute("#save", "download") == "march.mp3"
    link = page.get_attribute(".chapters li:nth-child(2) a", "href")
    assert link.startswith(f"{episode.stem}.mp3#t=")
    assert page.inner_text("#cue") == episode.summary
    context.close()
