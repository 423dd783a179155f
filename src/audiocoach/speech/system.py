"""The operating system's own voices, through pyttsx3: one phrase, one child process, one file.

pyttsx3 2.99 needs that: of several files asked for at once only the last is whole, a change of
speed can miss its phrase, and a driver that fails can wait for ever. Not pure: the same words may
sound otherwise on another computer, or after an update of this one.
"""

import json
import platform
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.packages import version
from audiocoach.speech.engine import Engine, Speech, Voice, failed, near
from audiocoach.speech.text import plain

DEFAULT_NAME = "default"  # whichever voice the system has chosen
TIMEOUT_S = 20.0
_CHILD = Path(__file__).with_name("system_child.py")
_NO_VOICES = 3  # exit code of the child
_SAMPLE_BYTES = 2


class ChildError(Exception):
    """The child process gave no file; the text says why."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when the system has no voice of this id or name."""
    if voice.name != DEFAULT_NAME:
        _check_name(voice.name)
    return SystemEngine(voice)


def voices() -> tuple[str, ...]:
    """The ids of the system's voices, asked of a child process. Raises SpeechError."""
    return tuple(voice_id for voice_id, _ in _list_voices())


class SystemEngine(Engine):
    """One of the system's voices, by id or name. Holds nothing between phrases."""

    def __init__(self, voice: Voice, timeout_s: float = TIMEOUT_S) -> None:
        self._voice = voice
        self._timeout_s = timeout_s

    @property
    def identity(self) -> str:
        """Also the computer, as its voices are its own."""
        return f"pyttsx3 {version('pyttsx3')} on {platform.node()}, {platform.platform()}"

    def speak(self, text: str) -> Speech:
        """Takes a process, so a tenth of a second or more. Raises SpeechError."""
        said = plain(text)
        if not said:
            raise failed(self._voice, text, "there is nothing in it to say")
        name = None if self._voice.name == DEFAULT_NAME else self._voice.name
        job: dict[str, object] = {"text": said, "voice": name, "wpm": self._voice.wpm}
        try:
            with tempfile.TemporaryDirectory(prefix="speech-") as folder:
                return _decode(_run(job, Path(folder, "phrase.wav"), self._timeout_s))
        except (OSError, ChildError) as error:
            raise failed(self._voice, text, str(error)) from error

    def close(self) -> None:
        """Nothing to give back."""


def _check_name(name: str) -> None:
    names = [name for both in _list_voices() for name in both]
    if name not in names:
        raise SpeechError(f"this computer has no voice {name!r}" + near(name, names))


def _list_voices() -> list[tuple[str, str]]:
    try:
        with tempfile.TemporaryDirectory(prefix="speech-") as folder:
            listed = _run({}, Path(folder, "voices.json"), TIMEOUT_S).read_text("utf-8")
    except (OSError, ChildError) as error:
        raise SpeechError(f"cannot list this computer's voices: {error}") from error
    return [(voice_id, name) for voice_id, name in json.loads(listed)]


def _run(job: dict[str, object], file: Path, timeout_s: float) -> Path:
    """The file that a child process wrote. Raises ChildError or OSError.

    With -P, the modules beside the child's file are not taken for those of the same name elsewhere.
    """
    command = [sys.executable, "-P", str(_CHILD)]
    given = json.dumps({**job, "file": str(file)}).encode()
    try:
        child = subprocess.run(  # noqa: S603 - our own file; the text goes through a pipe
            command, input=given, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ChildError(f"no answer in {timeout_s:g} seconds") from error
    if child.returncode != 0:
        raise ChildError(_reason(child))
    if not file.is_file():
        raise ChildError("no file was written")
    return file


def _reason(child: subprocess.CompletedProcess[bytes]) -> str:
    last = (child.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]
    if child.returncode == _NO_VOICES:
        return (
            f"this computer has no voices pyttsx3 can use ({last}); "
            "install espeak-ng or use --voice espeak:en-us"
        )
    return f"{last} (exit code {child.returncode})"


def _decode(file: Path) -> Speech:
    """Raises ChildError when the file is not sound, in both senses."""
    head = file.read_bytes()[:4]
    speech = (_decode_wave(file) if head == b"RIFF" else None) or _decode_any(file)
    if not speech.samples.strip(b"\0"):
        raise ChildError("it came out silent")
    return speech


def _decode_wave(file: Path) -> Speech | None:
    """Nothing when it is not 16-bit mono."""
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth()) != (1, _SAMPLE_BYTES):
                return None
            samples = sound.readframes(sound.getnframes())
            if len(samples) < sound.getnframes() * _SAMPLE_BYTES:
                raise ChildError("the file is cut short")
            return Speech(samples, sound.getframerate())
    except (wave.Error, EOFError) as error:
        raise ChildError(f"the file is no sound: {error}") from error


def _decode_any(file: Path) -> Speech:
    """AIFF, which macOS writes whatever the name, and all that PyAV reads; mixed down to mono."""
    import av

    resampler = av.AudioResampler(format="s16", layout="mono")
    try:
        with av.open(str(file)) as container:
            frames = [part for f in container.decode(audio=0) for part in resampler.resample(f)]
    except (av.FFmpegError, IndexError) as error:
        raise ChildError(f"the file is no sound: {error}") from error
    if not frames:
        raise ChildError("the file holds no sound")
    samples = b"".join(bytes(f.planes[0])[: f.samples * _SAMPLE_BYTES] for f in frames)
    return Speech(samples, frames[0].sample_rate)
