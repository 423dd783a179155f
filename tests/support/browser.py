"""Chromium as a listener: it plays a track from here, and sends back what it heard and its clock.

The page needs no driver: it asks for what it plays and posts what it plays, over loopback.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
from hosted import RangedHandler, listening
from listening import Samples
from numpy.typing import NDArray

Signal = NDArray[np.float64]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PATIENCE_S = 60
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip

TAPE = """
registerProcessor("tape", class extends AudioWorkletProcessor {
  process([[left]]) {
    if (left) this.port.postMessage(left.slice());
    return true;
  }
});
"""
_PAGE = """<!doctype html><script type="module">
const {starts_ms, rate, seconds} = WANTED;
const happened = (of, what) => new Promise((done) => of.addEventListener(what, done, {once: true}));
const context = new AudioContext({sampleRate: rate});
await context.audioWorklet.addModule("/tape.js");

async function listen(start_ms) {
  const audio = new Audio("/track");
  const tape = new AudioWorkletNode(context, "tape");
  context.createMediaElementSource(audio).connect(tape).connect(context.destination);
  await happened(audio, "canplay");
  audio.currentTime = start_ms / 1000;
  await happened(audio, "seeked");
  const clock = audio.currentTime;
  const heard = [];
  const enough = new Promise((done) => tape.port.onmessage = ({data}) => {
    if (heard.length || data.some((sample) => sample)) heard.push(data);
    if (heard.length * data.length > seconds * rate) done();
  });
  await audio.play();
  await enough;
  audio.pause();
  tape.disconnect();
  await fetch(`/heard?asked=${start_ms}&clock=${clock * 1000}`,
              {method: "POST", body: new Blob(heard)});
}
Promise.all(starts_ms.map(listen)).catch((why) =>
  fetch("/failed", {method: "POST", body: String(why)}));
</script>"""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a player was sent, where it says it is, and what it plays from there."""

    asked_ms: int
    clock_ms: float
    heard: Samples
    """The left channel, at the track's own rate, from the first sample that is not 0."""

    def off_ms(self, track: Samples, rate: int, reach_s: int = 5) -> float:
        """How much later in `track` it is than its clock says, by cross-correlation."""
        first = max(0, round(self.clock_ms * rate / 1000) - reach_s * rate)
        window = track[first : first + len(self.heard) + 2 * reach_s * rate]
        alike = _likeness(window.astype(np.float64), self.heard.astype(np.float64))
        at = int(np.argmax(alike))
        assert alike[at] > 0.9, f"what is heard at {self.asked_ms} ms is not the track"
        return (first + at) * 1000 / rate - self.clock_ms


def _likeness(window: Signal, part: Signal) -> Signal:
    """How alike `part` and `window` are where it begins at each sample, up to 1."""
    size = 1 << (len(window) + len(part)).bit_length()
    spectra = np.fft.rfft(window, size) * np.fft.rfft(part, size).conj()
    match = np.fft.irfft(spectra)[: len(window) - len(part) + 1]
    powers = np.concatenate([[0], np.cumsum(window**2)])
    held = powers[len(part) :] - powers[: len(powers) - len(part)]
    alike: Signal = match / np.sqrt(np.sum(part**2) * held + np.finfo(np.float64).tiny)
    return alike


def landings(
    track: bytes, rate: int, starts_ms: Sequence[int], folder: Path, seconds: float = 4
) -> list[Landing]:
    """`track` played from each of `starts_ms` for some seconds; `folder` is the browser's own."""
    assert CHROMIUM is not None
    wanted = json.dumps({"starts_ms": starts_ms, "rate": rate, "seconds": seconds})
    visit = _Visit(track, _PAGE.replace("WANTED", wanted), len(starts_ms))
    with _served(visit) as address:
        browser = subprocess.Popen(
            [CHROMIUM, *_FLAGS, f"--user-data-dir={folder}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert visit.over.wait(PATIENCE_S), "Chromium did not play in time"
        finally:
            browser.terminate()
            browser.wait()
    assert not visit.failed, visit.failed
    return sorted(visit.heard, key=lambda landing: landing.asked_ms)


@dataclass
class _Visit:
    track: bytes
    page: str
    wanted: int
    heard: list[Landing] = field(default_factory=list)
    failed: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def told(self, target: str, body: bytes) -> None:
        """Takes what the page posts: what it heard, or why it failed."""
        query = parse_qs(urlsplit(target).query)
        if "asked" in query:
            asked, clock = int(query["asked"][0]), float(query["clock"][0])
            self.heard.append(Landing(asked, clock, np.frombuffer(body, "<f4")))
        else:
            self.failed = body.decode()
        if self.failed or len(self.heard) == self.wanted:
            self.over.set()


@contextmanager
def _served(visit: _Visit) -> Iterator[str]:
    class Handler(_Handler):
        of = visit

    with listening(Handler) as port:
        yield f"http://127.0.0.1:{port}/"


class _Handler(RangedHandler):
    """Serves the page and the track, with ranges: a player cannot seek without them."""

    of: _Visit

    def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
        if self.path == "/track":
            self.send_part("audio/mpeg", self.of.track)
        elif self.path == "/tape.js":
            self.send(200, "text/javascript", TAPE.encode())
        else:
            self.send(200, "text/html", self.of.page.encode())

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send(200, "text/plain", b"")
        self.of.told(self.path, body)
