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
from audiocoach.tts.base import (
    DEFAULT_WPM,
    Engine,
    Speech,
    Voice,
    VoiceInfo,
    folder,
    is_installed,
    is_voice_name,
    near,
    tag,
    to_install,
)
from audiocoach.tts.neural import NeuralEngine, Say, quieten

if TYPE_CHECKING:
    from piper import PiperVoice, SynthesisConfig


MODEL, CONFIG = ".onnx", ".onnx.json"
NOTE = "more with: audiocoach voices install en_US-lessac-medium, or name a file: piper:FILE.onnx"
_PACKAGES = (("piper_tts", "piper"),)
_PHONEMES = ("espeak", "text")
"""How text becomes what a model reads. For others, piper downloads or wants more packages."""
_PAUSE_MS = 200
"""Between two sentences, each of which is spoken on its own."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when there is no such file or installed voice; loads nothing."""
    model = find(voice.name)
    return NeuralEngine(voice, (model, _config(model)), _PACKAGES, __name__)


def voices() -> tuple[VoiceInfo, ...]:
    """Those that are installed."""
    return tuple(_offer(path) for path in _installed().values())


def find(name: str) -> Path:
    """The model of an installed voice, or the file itself. Raises SpeechError."""
    path = folder() / (name + MODEL) if is_voice_name(name) else expand_home(name)
    if not path.is_file():
        raise _missing(name, path)
    if not _config(path).is_file():
        raise SpeechError(f"{path}: its configuration {_config(path).name} is not beside it")
    return path


def _missing(name: str, path: Path) -> SpeechError:
    if not is_voice_name(name):
        return SpeechError(f"{path}: there is no such voice; write piper:FILE{MODEL}")
    hint = near(name, _installed()) or f"; get it with: audiocoach voices install {name}"
    return SpeechError(f"no voice {name!r} of piper is installed{hint}")


def _installed() -> Mapping[str, Path]:
    models = sorted(folder().glob(f"*{MODEL}"))
    return {path.name.removesuffix(MODEL): path for path in models if _config(path).is_file()}


def _config(model: Path) -> Path:
    return model.with_name(model.name.removesuffix(MODEL) + CONFIG)


def _offer(model: Path) -> VoiceInfo:
    """Without a gender, which its files do not tell."""
    name = model.name.removesuffix(MODEL)
    try:
        config = read_config(_config(model))
    except SpeechError:
        return VoiceInfo(name, title="its configuration cannot be read")
    languages = dict.fromkeys(tag(str(each)) for each in _languages(config, name) if each)
    return VoiceInfo(name, tuple(languages))


def _languages(config: Mapping[str, Any], name: str) -> tuple[object, ...]:
    """As the file says, else as voices are named."""
    said = config.get("language")
    code = said.get("code") if isinstance(said, dict) else None
    return (code or name.partition("-")[0], config["espeak"].get("voice"))


def read_config(path: Path) -> dict[str, Any]:
    """What piper needs is in it; raises SpeechError."""
    import json

    try:
        config = json.loads(path.read_text("utf-8"))
        whole = {"audio", "espeak", "phoneme_id_map", "num_symbols", "num_speakers"} <= {*config}
    except (OSError, ValueError, TypeError) as error:
        raise SpeechError(f"{path}: this is no configuration of a voice ({error})") from error
    if not (whole and isinstance(config, dict) and isinstance(config["espeak"], dict)):
        raise SpeechError(f"{path}: this is no configuration of a voice of piper")
    return config


def speaker(voice: Voice) -> Say:
    """The voice, loaded; raises SpeechError, or what piper does."""
    model = find(voice.name)
    config = read_config(_config(model))
    kind = config.get("phoneme_type", _PHONEMES[0])
    if kind not in _PHONEMES:
        raise SpeechError(f"{model}: voices that read {kind!r} are not spoken here")
    quieten()
    from piper import PiperVoice, SynthesisConfig

    piper = PiperVoice.load(model, _config(model))
    slowness = piper.config.length_scale * DEFAULT_WPM / voice.wpm
    settings = SynthesisConfig(length_scale=slowness, noise_scale=0.0, noise_w_scale=0.0)
    return partial(_say, piper, settings)


def _say(piper: "PiperVoice", settings: "SynthesisConfig", said: str) -> Speech:
    text = said.replace("[[", "[ [")  # what piper takes for phonemes
    sentences = [chunk.audio_int16_bytes for chunk in piper.synthesize(text, settings)]
    rate = piper.config.sample_rate
    pause = bytes(2 * (rate * _PAUSE_MS // 1000))
    return Speech(pause.join(sentences), rate)


SOURCE = "https://huggingface.co/rhasspy/piper-voices"
_STALL_S = 30
_PROGRAM = (
    f"import runpy, socket; socket.setdefaulttimeout({_STALL_S}); "
    "runpy.run_module('piper.download_voices', run_name='__main__')"
)
"""`python -m piper.download_voices`, which would wait for ever where nobody answers."""


def download(name: str) -> Path:
    """The model, whole, among the user's voices, with its configuration. Raises SpeechError."""
    if not is_voice_name(name):
        raise SpeechError(
            f"{name!r} is not the name of a voice; write one like en_US-lessac-medium"
        )
    if not is_installed("piper"):
        raise SpeechError(f"piper is {to_install('piper')}")
    home = folder()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".") as passing:
            _run(name, Path(passing))
            return _moved(name, Path(passing), home)
    except OSError as error:
        why = f"{home}: a voice cannot be written there ({error.strerror or error})"
        raise SpeechError(why) from error


def _run(name: str, into: Path) -> None:
    command = [sys.executable, "-P", "-c", _PROGRAM, "--download-dir", str(into), name]
    child = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 (a checked name)
    if child.returncode:
        said = child.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(name, said[-1] if said else f"exit code {child.returncode}")


def _failed(name: str, why: str) -> SpeechError:
    return SpeechError(
        f"piper could not download {name!r}: {why}\n"
        f"If the name is right and there is no network, get {name}{MODEL} and {name}{CONFIG} from "
        f"{SOURCE} elsewhere, and put both into {folder()}"
    )


def _moved(name: str, passing: Path, home: Path) -> Path:
    """The model last, as a voice is there when its model is."""
    model, config = name + MODEL, name + CONFIG
    if not all((passing / file).is_file() for file in (model, config)):
        raise _failed(name, "it gave no file")
    read_config(passing / config)
    for file in (config, model):
        os.replace(passing / file, home / file)  # noqa: PTH105 (over an old one, on Windows too)
    return home / model
