"""kokoro: one neural model with many voices, through kokoro-onnx.

Not pure: the model draws noise of its own, and no input turns it off; the same words differ by a
breath each time they are spoken. What is spoken once is kept.

The package is https://github.com/thewh1teagle/kokoro-onnx; voices are named by a letter for the
language and one for the gender.
"""

import zipfile
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from audiocoach.errors import SpeechError
from audiocoach.tts.base import DEFAULT_WPM, Engine, Speech, Voice, VoiceInfo, folder, near
from audiocoach.tts.neural import NeuralEngine, Say, quieten

if TYPE_CHECKING:
    from kokoro_onnx import Kokoro

MODEL, STYLES = "kokoro-v1.0.onnx", "voices-v1.0.bin"
SOURCE = "https://github.com/thewh1teagle/kokoro-onnx/releases"
_LANGUAGES: Mapping[str, str] = {
    "a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br",
}  # fmt: skip
"""By a name's first letter, as espeak calls them; Japanese and Mandarin it reads by other means."""
_GENDERS: Mapping[str, str] = {"f": "female", "m": "male"}
_PACKAGES = (
    ("kokoro_onnx", "kokoro_onnx"),
    ("phonemizer", "phonemizer"),
    ("espeakng_loader", "espeakng_loader"),
)
_SLOWEST, _FASTEST = 0.5, 2.0


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when the files are not there or hold no such voice; loads nothing."""
    known = _names()
    if voice.name not in known:
        raise SpeechError(f"kokoro has no voice {voice.name!r}" + near(voice.name, known))
    files = (folder() / MODEL, folder() / STYLES)
    return NeuralEngine(voice, files, _PACKAGES, __name__)


def voices() -> tuple[VoiceInfo, ...]:
    """Those in the file of voices whose language is read here. Raises SpeechError."""
    return tuple(
        VoiceInfo(name, (_LANGUAGES[name[0]],), _GENDERS.get(name[1:2], "")) for name in _names()
    )


def _names() -> list[str]:
    """Of the voices that are spoken here: they are entries of a zip file, which numpy writes."""
    missing = [name for name in (MODEL, STYLES) if not (folder() / name).is_file()]
    if missing:
        wanted = " and ".join(missing)
        raise SpeechError(f"no voice of kokoro yet; get {wanted} from {SOURCE} into {folder()}")
    try:
        with zipfile.ZipFile(folder() / STYLES) as styles:
            names = sorted(name.removesuffix(".npy") for name in styles.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise SpeechError(f"{folder() / STYLES}: these are no voices ({error})") from error
    return [name for name in names if name[:1] in _LANGUAGES]


def speaker(voice: Voice) -> Say:
    """The voice, loaded; raises what kokoro does."""
    import logging

    quieten()
    from kokoro_onnx import Kokoro

    logging.getLogger("phonemizer").setLevel(logging.ERROR)  # it warns of what nobody can mend
    return partial(_say, Kokoro(str(folder() / MODEL), str(folder() / STYLES)), voice)


def _say(kokoro: "Kokoro", voice: Voice, said: str) -> Speech:
    import numpy as np

    speed = min(max(voice.wpm / DEFAULT_WPM, _SLOWEST), _FASTEST)
    language = _LANGUAGES[voice.name[0]]
    sound, rate = kokoro.create(said, voice=voice.name, speed=speed, lang=language)
    samples = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    return Speech(samples.tobytes(), int(rate))
