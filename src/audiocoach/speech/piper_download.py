"""A voice from where piper keeps them, by piper's own downloader. The one use of a network."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.speech.engine import is_installed, to_install
from audiocoach.speech.piper import CONFIG, MODEL, read_config
from audiocoach.speech.voice_files import folder, is_name

SOURCE = "https://huggingface.co/rhasspy/piper-voices"
_STALL_S = 30
_PROGRAM = (
    f"import runpy, socket; socket.setdefaulttimeout({_STALL_S}); "
    "runpy.run_module('piper.download_voices', run_name='__main__')"
)
"""`python -m piper.download_voices`, which would wait for ever where nobody answers."""


def download(name: str) -> Path:
    """The model, whole, among the user's voices, with its configuration. Raises SpeechError."""
    if not is_name(name):
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
