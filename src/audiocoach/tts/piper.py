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
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiocoach.errors import SpeechError
from audiocoach.support.files import expand_home
from audiocoach.support.messages import did_you_mean
from audiocoach.tts.base import (
    DEFAULT_WPM,
    Engine,
    Speech,
    Voice,
    VoiceInfo,
    is_voice_name,
    lower_tag,
    voices_folder,
)
from audiocoach.tts.neural import NeuralEngine, SpeakFunction, quieten

if TYPE_CHECKING:
    from piper import PiperVoice, SynthesisConfig

MODEL, CONFIG = ".onnx", ".onnx.json"
NOTE = "more with: audiocoach voices install en_US-lessac-medium, or name a file: piper:FILE.onnx"
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
    model = _find_model(voice.name)
    return NeuralEngine(voice, (model, _config(model)), _PACKAGES, __name__)


def voices() -> tuple[VoiceInfo, ...]:
    """The voices in the voices folder."""
    return tuple(_describe(path) for path in _installed().values())


def _find_model(name: str) -> Path:
    """The model of an installed voice, or the file itself. Raises SpeechError."""
    path = voices_folder() / (name + MODEL) if is_voice_name(name) else expand_home(name)
    if not path.is_file():
        if not is_voice_name(name):
            raise SpeechError(f"{path}: there is no such voice", f"write piper:FILE{MODEL}")
        hint = did_you_mean(name, _installed()) or f"get it with: audiocoach voices install {name}"
        raise SpeechError(f"no voice {name!r} of piper is installed", hint)
    if not _config(path).is_file():
        raise SpeechError(f"{path}: its configuration {_config(path).name} is not beside it")
    return path


def _installed() -> Mapping[str, Path]:
    models = sorted(voices_folder().glob(f"*{MODEL}"))
    return {path.name.removesuffix(MODEL): path for path in models if _config(path).is_file()}


def _config(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(MODEL) + CONFIG)


def _describe(model: Path) -> VoiceInfo:
    """Without a gender, which its files do not tell."""
    name = model.name.removesuffix(MODEL)
    try:
        config = _read_config(_config(model))
    except SpeechError:
        return VoiceInfo(name, title="its configuration cannot be read")
    language = config.get("language")
    code = language.get("code") if isinstance(language, dict) else None
    codes = (code or name.partition("-")[0], config["espeak"].get("voice"))
    return VoiceInfo(name, tuple(dict.fromkeys(lower_tag(str(code)) for code in codes if code)))


def _read_config(path: Path) -> dict[str, Any]:
    """A configuration that holds all that piper needs; raises SpeechError."""
    import json

    try:
        config = json.loads(path.read_text("utf-8"))
        whole = {"audio", "espeak", "phoneme_id_map", "num_symbols", "num_speakers"} <= {*config}
    except (OSError, ValueError, TypeError) as error:
        raise SpeechError(f"{path}: this is no configuration of a voice ({error})") from error
    if not (whole and isinstance(config, dict) and isinstance(config["espeak"], dict)):
        raise SpeechError(f"{path}: this is no configuration of a voice of piper")
    return config


def load_voice(voice: Voice) -> SpeakFunction:
    """Load a voice, in the engine's own process; raises SpeechError, or what piper does."""
    model = _find_model(voice.name)
    config = _read_config(_config(model))
    kind = config.get("phoneme_type", _PHONEMES[0])
    if kind not in _PHONEMES:
        raise SpeechError(f"{model}: voices that read {kind!r} are not spoken here")
    quieten()
    from piper import PiperVoice, SynthesisConfig

    piper = PiperVoice.load(model, _config(model))
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
        message = f"{folder}: a voice cannot be written there ({error.strerror or error})"
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
    _read_config(part / config)
    for file in (config, model):
        os.replace(part / file, folder / file)  # noqa: PTH105 (over an old one, on Windows too)
    return folder / model
