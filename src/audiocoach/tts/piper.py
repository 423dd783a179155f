"""piper: neural voices, each a model in ONNX with a configuration in JSON beside it.

Pure on one computer: a model is drawn from noise, and without the noise the same text gives the
same samples, in any order and thread. A seed would not do: it holds for a model's first phrase.
Another processor may round otherwise.

The package is https://github.com/OHF-Voice/piper1-gpl.
"""

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from audiocoach.errors import SpeechError
from audiocoach.support.files import explain_os_error
from audiocoach.tts.base import DEFAULT_WPM, Engine, Speech, Voice, voices_folder
from audiocoach.tts.neural import NeuralEngine, SpeakFunction, import_runtime
from audiocoach.tts.piper_voices import CONFIG, MODEL, config_of, find_model, read_config, voices

if TYPE_CHECKING:
    from piper import PiperVoice, SynthesisConfig

__all__ = ["NOTE", "SOURCE", "download", "load_voice", "open_voice", "voices"]

NOTE = (
    "more with: audiocoach voices install en_US-lessac-medium, a man's with: "
    "pip install 'audiocoach[joe]', or name a file: piper:FILE.onnx"
)
_PACKAGES = (("piper_tts", "piper"),)
_PHONEMES = ("espeak", "text")
"""How text becomes what a model reads. For others, piper downloads or wants more packages."""
_PAUSE_MS = 200
"""Between two sentences, each of which is spoken on its own."""
SOURCE = "https://huggingface.co/rhasspy/piper-voices"
_STALL_S = 30
_DOWNLOADER = (
    f"import runpy, socket; socket.setdefaulttimeout({_STALL_S}); "
    "runpy.run_module('piper.download_voices', run_name='__main__')"
)
"""`python -m piper.download_voices`, with an end to waiting for a server that does not answer."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when there is no such file or installed voice; loads nothing."""
    model = find_model(voice.name)
    return NeuralEngine(voice, (model, config_of(model)), _PACKAGES, __name__)


def load_voice(voice: Voice) -> SpeakFunction:
    """Load a voice, in the engine's own process; raises SpeechError, or what piper does."""
    model = find_model(voice.name)
    config = read_config(config_of(model))
    kind = config.get("phoneme_type", _PHONEMES[0])
    if kind not in _PHONEMES:
        raise SpeechError(f"{model}: voices that read {kind!r} are not spoken here")
    import_runtime()
    from piper import PiperVoice, SynthesisConfig

    piper = PiperVoice.load(model, config_of(model))
    slowness = piper.config.length_scale * DEFAULT_WPM / voice.wpm
    settings = SynthesisConfig(length_scale=slowness, noise_scale=0.0, noise_w_scale=0.0)
    return partial(_speak, piper, settings)


def _speak(piper: "PiperVoice", settings: "SynthesisConfig", text: str) -> Speech:
    text = text.replace("[[", "[ [")  # what piper takes for phonemes
    sentences = [chunk.audio_int16_bytes for chunk in piper.synthesize(text, settings)]
    rate = piper.config.sample_rate
    pause = bytes(2 * (rate * _PAUSE_MS // 1000))
    return Speech(pause.join(sentences), rate)


def download(name: str) -> Path:
    """Download a voice of that name into the voices folder, whole or not at all; its model's path.

    Raises SpeechError.
    """
    folder = voices_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as part:
            _run_downloader(name, Path(part))
            return _move(name, Path(part), folder)
    except OSError as error:
        message = f"{folder}: a voice cannot be written there ({explain_os_error(error)})"
        raise SpeechError(message) from error


def _run_downloader(name: str, folder: Path) -> None:
    command = [sys.executable, "-P", "-c", _DOWNLOADER, "--download-dir", str(folder), name]
    child = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (a checked name)
    if child.returncode:
        lines = child.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _download_error(name, lines[-1] if lines else f"exit code {child.returncode}")


def _download_error(name: str, why: str) -> SpeechError:
    return SpeechError(
        f"piper could not download {name!r}: {why}\n"
        f"If the name is right and there is no network, get {name}{MODEL} and {name}{CONFIG} from "
        f"{SOURCE} elsewhere, and put both into {voices_folder()}"
    )


def _move(name: str, part: Path, folder: Path) -> Path:
    """Move both files, the model last, as a voice is there when its model is."""
    model, config = name + MODEL, name + CONFIG
    if not all((part / file).is_file() for file in (model, config)):
        raise _download_error(name, "it gave no file")
    read_config(part / config)
    for file in (config, model):
        os.replace(part / file, folder / file)  # noqa: PTH105 (over an old one, on Windows too)
    return folder / model
