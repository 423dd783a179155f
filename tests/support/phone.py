"""Chromium as a phone, driven by Playwright: it opens a site, and what it does is looked at."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from browser import CHROMIUM, Landing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio")
PLAYS_UNASKED = "--autoplay-policy=no-user-gesture-required"
PATIENCE_MS = 20_000
_WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
  window.refused.push(`${violatedDirective} ${blockedURI}`));
"""
LOCK_SCREEN = """
window.lockScreen = {handlers: {}, given: 0, places: []};
const session = navigator.mediaSession;
session.setActionHandler = (action, handler) => {
  window.lockScreen.handlers[action] = handler;
  window.lockScreen.given += 1;
};
session.setPositionState = (place) => window.lockScreen.places.push(place);
"""
"""Stands for the lock screen: it holds the handlers that a page gives it."""
_RECORD = """
async ([rate, seconds]) => {
  const context = new AudioContext({sampleRate: rate});
  await context.audioWorklet.addModule("tape.js");
  const tape = new AudioWorkletNode(context, "tape");
  const audio = document.querySelector("audio");
  context.createMediaElementSource(audio).connect(tape).connect(context.destination);
  const play = audio.play.bind(audio);
  window.heard = async (link) => {
    const parts = [];
    const seeked = new Promise((done) => audio.addEventListener("seeked", done, {once: true}));
    const enough = new Promise((done) => {
      audio.play = async () => {
        await seeked;
        tape.port.onmessage = ({data}) => {
          if (parts.length || data.some((sample) => sample)) parts.push(data);
          if (parts.length * data.length > seconds * rate) done();
        };
        return play();
      };
    });
    link.click();
    await enough;
    tape.port.onmessage = null;
    audio.pause();
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    const texts = [];
    for (let at = 0; at < bytes.length; at += 8192)
      texts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
    return btoa(texts.join(""));
  };
}
"""


@contextmanager
def phone_browser(*flags: str) -> "Iterator[Browser]":
    """A browser, with these flags besides."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


class Phone:
    """A page on a screen of 390 × 844, unless it is told otherwise."""

    def __init__(self, browser: "Browser", script: str = "", **how: Any) -> None:  # noqa: ANN401
        screen = {"viewport": {"width": 390, "height": 844}, **how}
        self.context = browser.new_context(**screen)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._told)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.add_init_script(_WATCH + script)

    def _told(self, message: "ConsoleMessage") -> None:
        if message.type in {"error", "warning"}:
            self.wrong.append(message.text)

    def open(self, address: str) -> "Page":
        """The page, when its script has begun."""
        self.page.goto(address)
        self.page.wait_for_selector("html.js")
        return self.page

    def is_idle(self) -> None:
        """Waits until the page has its track."""
        self.until("document.querySelector('audio').readyState > 0")

    def until(self, condition: str) -> None:
        """Waits until this holds on the page."""
        self.page.wait_for_function(f"() => {condition}")

    @property
    def at(self) -> float:
        """Where the track is, in seconds."""
        return cast("float", self.page.evaluate("document.querySelector('audio').currentTime"))

    def seek(self, seconds: float) -> None:
        """Sends the track there, and waits until it is."""
        self.page.evaluate(
            """(at) => new Promise((done) => {
              const audio = document.querySelector("audio");
              audio.addEventListener("seeked", done, {once: true});
              audio.currentTime = at;
            })""",
            seconds,
        )

    @property
    def refused(self) -> list[str]:
        """What its content security policy refused, and all that the console told."""
        return [*self.page.evaluate("window.refused"), *self.wrong]

    def landings(self, rate: int, seconds: float) -> list[Landing]:
        """What is heard after a tap on each chapter but the last, which is too short."""
        self.page.evaluate(_RECORD, [rate, seconds])
        links = self.page.query_selector_all(".chapters a")[:-1]
        found = []
        for link in links:
            asked_ms = int(link.get_attribute("data-start"))
            heard = base64.b64decode(self.page.evaluate("(link) => window.heard(link)", link))
            found.append(Landing(asked_ms, asked_ms, np.frombuffer(heard, "<f4")))
        return found

    def close(self) -> None:
        """Puts it away."""
        self.context.close()
