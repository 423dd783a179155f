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
from audiocoach.support.messages import did_you_mean
from audiocoach.tts.base import DEFAULT_WPM, Engine, Speech, Voice, VoiceInfo, voices_folder
from audiocoach.tts.neural import NeuralEngine, SpeakFunction, import_runtime

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
    known = names()
    if voice.name not in known:
        raise SpeechError(f"kokoro has no voice {voice.name!r}", did_you_mean(voice.name, known))
    files = (voices_folder() / MODEL, voices_folder() / STYLES)
    return NeuralEngine(voice, files, _PACKAGES, __name__)


def voices() -> tuple[VoiceInfo, ...]:
    """The voices in the file of voices whose language is read here. Raises SpeechError."""
    return tuple(
        VoiceInfo(name, (_LANGUAGES[name[0]],), _GENDERS.get(name[1:2], "")) for name in names()
    )


def names() -> list[str]:
    """The voices that are spoken here: they are entries of a zip file, which numpy writes.

    Raises SpeechError where there are none.
    """
    folder = voices_folder()
    if missing := [name for name in (MODEL, STYLES) if not (folder / name).is_file()]:
        hint = f"get {' and '.join(missing)} from {SOURCE} into {folder}"
        raise SpeechError("no voice of kokoro yet", hint)
    try:
        with zipfile.ZipFile(folder / STYLES) as styles:
            entries = sorted(name.removesuffix(".npy") for name in styles.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise SpeechError(f"{folder / STYLES}: these are no voices ({error})") from error
    return [name for name in entries if name[:1] in _LANGUAGES]


def load_voice(voice: Voice) -> SpeakFunction:
    """Load a voice, in the engine's own process; raises what kokoro does."""
    import logging

    import_runtime()
    from kokoro_onnx import Kokoro

    logging.getLogger("phonemizer").setLevel(logging.ERROR)  # it warns of what nobody can mend
    folder = voices_folder()
    return partial(_speak, Kokoro(str(folder / MODEL), str(folder / STYLES)), voice)


def _speak(kokoro: "Kokoro", voice: Voice, text: str) -> Speech:
    import numpy as np

    speed = min(max(voice.wpm / DEFAULT_WPM, _SLOWEST), _FASTEST)
    language = _LANGUAGES[voice.name[0]]
    sound, rate = kokoro.create(text, voice=voice.name, speed=speed, lang=language)
    samples = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    return Speech(samples.tobytes(), int(rate))
