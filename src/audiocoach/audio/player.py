"""Plays a WAV file aloud: through Windows itself, elsewhere with a program that is there for it."""

import contextlib
import importlib
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from audiocoach.errors import CoachError
from audiocoach.support.files import explain_os_error, temporary_folder


class Player(NamedTuple):
    """A program that plays a file named after its options."""

    program: str
    options: tuple[str, ...] = ()
    platform: str = ""
    """The one system that has it, where others do not."""
    reports_failure: bool = True
    """Whether its exit code tells that nothing was heard."""


PLAYERS = (
    Player("afplay", platform="darwin"),
    Player("pw-play", platform="linux"),
    Player("paplay", platform="linux"),
    Player("aplay", ("-q",), platform="linux"),
    Player("mpv", ("--no-video", "--no-terminal")),
    Player("play", ("-q",)),
    Player("ffplay", ("-nodisp", "-autoexit", "-loglevel", "error"), reports_failure=False),
)
"""In the order in which they are tried."""
_GRACE_S = 15.0
"""For a player to start and to end, besides the sound; some wait for ever without a loudspeaker."""
_HINT = "write a file with --out"
_COPIED_FRAMES = 1 << 18


def check(instead: str = _HINT) -> None:
    """Raise CoachError where there is nothing that plays, which says what to do `instead`."""
    if sys.platform == "win32" or any(shutil.which(player.program) for player in _players()):
        return
    *names, last = (player.program for player in _players())
    message = f"nothing here plays it: there is no {', '.join(names)} or {last}"
    raise CoachError(message, f"install one, or {instead}")


def play(write: Callable[[Path], object], begin_ms: int = 0, instead: str = _HINT) -> None:
    """Play the WAV file that `write` writes from `begin_ms` on, and leave nothing of it.

    Returns when it has been heard; raises CoachError where nothing plays it, or what `write` does.
    """
    try:
        with temporary_folder() as folder:
            wav = folder / "sound.wav"
            write(wav)
            if begin_ms:
                wav = _shortened(wav, begin_ms)
            with contextlib.closing(wave.open(str(wav), "rb")) as sound:
                seconds = sound.getnframes() / sound.getframerate()
            if sys.platform == "win32":
                _play_on_windows(wav, seconds, instead)
            else:
                _play_with_a_program(wav, seconds, instead)
    except OSError as error:
        raise CoachError(f"it cannot be played: {explain_os_error(error)}", instead) from error


def _shortened(wav: Path, begin_ms: int) -> Path:
    """The file from there on, which takes its place."""
    rest = wav.with_name("rest.wav")
    with wave.open(str(wav), "rb") as sound, wave.open(str(rest), "wb") as shorter:
        shorter.setparams(sound.getparams())
        sound.setpos(min(begin_ms * sound.getframerate() // 1000, sound.getnframes()))
        while frames := sound.readframes(_COPIED_FRAMES):
            shorter.writeframesraw(frames)
    return rest.replace(wav)


def _play_on_windows(wav: Path, seconds: float, instead: str) -> None:
    """Begin, and wait here, as a call that waits itself would not be ended by Ctrl-C."""
    winsound = importlib.import_module("winsound")
    try:
        winsound.PlaySound(
            str(wav), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        )
        sleep(seconds)
    except RuntimeError as error:
        raise CoachError(f"Windows does not play it: {error}", instead) from error
    finally:
        winsound.PlaySound(None, winsound.SND_PURGE)


def _players() -> list[Player]:
    return [player for player in PLAYERS if player.platform in ("", sys.platform)]


def _play_with_a_program(wav: Path, seconds: float, instead: str) -> None:
    """With the first program that plays it without an error."""
    check(instead)
    failures = []
    for player in _players():
        if path := shutil.which(player.program):
            failure = _run(player, path, wav, seconds)
            if failure is None:
                return
            failures.append(f"{player.program}: {failure}")
    raise CoachError(f"nothing here plays it: {'; '.join(failures)}", instead)


def _run(player: Player, path: str, wav: Path, seconds: float) -> str | None:
    """Run a player to its end; why it failed, or None.

    It writes to a file: a pipe that a child of its own holds open would outlast the time-out.
    """
    command = [path, *player.options, str(wav)]
    began = monotonic()
    with tempfile.TemporaryFile() as errors:
        try:
            code = subprocess.run(  # noqa: S603 (an argument list, never a shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                timeout=seconds + _GRACE_S,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return f"it did not end in {seconds + _GRACE_S:.0f} seconds"
        except OSError as error:
            return explain_os_error(error)
        is_early = monotonic() - began < seconds / 2
        if code == 0 and (player.reports_failure or not is_early):
            return None
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return f"{lines[-1] if lines else 'no reason given'} (exit code {code})"
