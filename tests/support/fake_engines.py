"""Engines of every kind that misbehave as they are told, in whatever runs them.

What each does is a text of Python. It sees `text`, and `hum(text)`: samples as long as its words.
"""

import ctypes.util
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import espeakng_loader
import pytest

from audiocoach.tts import UserVoices, Voice, processes, system
from audiocoach.tts.base import FOLDER_VARIABLE, Program
from audiocoach.tts.kokoro import MODEL, STYLES

RATE = 16_000
HUM = f"""
import array, json, os, sys, time, wave
RATE = {RATE}
def hum(text, rate=RATE, words=1, level=9000):
    count = int(len(text.split()) * words * rate * 60 / 170)
    return array.array("h", [level * (n // 20 % 2) for n in range(count)]).tobytes()
"""
WRITE = """
def write(file, samples, rate=RATE, channels=1, cut=0):
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        pairs = [samples[at : at + 2] * channels for at in range(0, len(samples), 2)]
        sound.writeframes(b"".join(pairs))
    if cut:
        whole = open(file, "rb").read()
        open(file, "wb").write(whole[: len(whole) // 2])
"""
Put = Callable[[Path, str, pytest.MonkeyPatch], tuple[Voice, UserVoices]]
"""A function that writes an engine into a folder, to do as a text says; returns its voice."""


def command(folder: Path, does: str, _patch: pytest.MonkeyPatch) -> tuple[Voice, UserVoices]:
    heard = "text = sys.stdin.read().strip()\nfile = sys.argv[1]\n"
    (folder / "speak.py").write_text(HUM + WRITE + heard + does, "utf-8")
    program = Program((sys.executable, "speak.py", "{wav}"), folder, processes.TIMEOUT_S)
    return Voice("command", "faulty"), UserVoices({"faulty": program})


def from_the_system(folder: Path, does: str, patch: pytest.MonkeyPatch) -> tuple[Voice, UserVoices]:
    heard = "job = json.load(sys.stdin)\ntext, file = job['text'], job['file']\n"
    (folder / "child.py").write_text(HUM + WRITE + heard + does, "utf-8")
    patch.setattr(system, "_CHILD", folder / "child.py")
    patch.setattr(system, "TIMEOUT_S", processes.TIMEOUT_S)
    return Voice("system", "default"), UserVoices()


def plugin(folder: Path, does: str, patch: pytest.MonkeyPatch) -> tuple[Voice, UserVoices]:
    source = f"""{HUM}
from audiocoach.tts import Engine, Speech
class Faulty(Engine):
    identity = "faulty 1"
    def speak(self, text):
        rate = RATE
{_indented(does, 8)}
        return Speech(samples, rate)
open_voice = lambda voice: Faulty()
"""
    put_package(
        folder / "path", "audiocoach-faulty", "faulty = faulty_engine", faulty_engine=source
    )
    _find(folder / "path", patch)
    return Voice("faulty", "default"), UserVoices()


def piper(folder: Path, does: str, patch: pytest.MonkeyPatch) -> tuple[Voice, UserVoices]:
    """An engine in place of the package of piper."""
    source = f"""{HUM}
from types import SimpleNamespace
class SynthesisConfig:
    def __init__(self, **_): pass
class PiperVoice:
    config = SimpleNamespace(length_scale=1, sample_rate=RATE)
    load = classmethod(lambda cls, *_: cls())
    def synthesize(self, text, settings):
        rate = RATE
{_indented(does, 8)}
        self.config.sample_rate = rate
        return [SimpleNamespace(audio_int16_bytes=samples)]
"""
    _replace(folder / "path", patch, piper=source)
    config = {"audio": {}, "espeak": {}, "phoneme_id_map": {}, "num_symbols": 1, "num_speakers": 1}
    (folder / "hum.onnx").write_bytes(b"")
    (folder / "hum.onnx.json").write_text(json.dumps(config), "utf-8")
    patch.setenv(FOLDER_VARIABLE, str(folder))
    return Voice("piper", "hum"), UserVoices()


def kokoro(folder: Path, does: str, patch: pytest.MonkeyPatch) -> tuple[Voice, UserVoices]:
    """An engine in place of the package of kokoro."""
    source = f"""{HUM}
import numpy as np
class Kokoro:
    def __init__(self, *_): pass
    def create(self, text, **_):
        rate = RATE
{_indented(does, 8)}
        return np.frombuffer(samples, "<i2") / 32768, rate
"""
    _replace(folder / "path", patch, kokoro_onnx=source, phonemizer="")
    (folder / MODEL).write_bytes(b"")
    with zipfile.ZipFile(folder / STYLES, "w") as styles:
        styles.writestr("af_heart.npy", b"")
    patch.setenv(FOLDER_VARIABLE, str(folder))
    return Voice("kokoro", "af_heart"), UserVoices()


def in_time(patch: pytest.MonkeyPatch, timeout_s: float) -> None:
    """Sets how long an engine that is written from now on has for a phrase."""
    patch.setattr(processes, "TIMEOUT_S", timeout_s)
    patch.setattr(processes, "TIMEOUT_A_WORD_S", 0.0)


def _indented(does: str, by: int) -> str:
    return "\n".join(" " * by + line for line in does.splitlines())


def _replace(path: Path, patch: pytest.MonkeyPatch, **packages: str) -> None:
    quiet = "def set_default_logger_severity(_): pass\ndef disable_telemetry_events(): pass"
    for name, source in {**packages, "onnxruntime": quiet}.items():
        (path / name).mkdir(parents=True)
        (path / name / "__init__.py").write_text(source, "utf-8")
        for known in (name, "piper_tts"):
            (path / f"{known}-1.0.dist-info").mkdir(exist_ok=True)
    _find(path, patch)


def _find(path: Path, patch: pytest.MonkeyPatch) -> None:
    from audiocoach.support import resources as packages

    patch.syspath_prepend(str(path))
    patch.delitem(sys.modules, "faulty_engine", raising=False)
    packages.locate.cache_clear()
    packages.version.cache_clear()


def put_package(path: Path, name: str, entry_points: str, **modules: str) -> None:
    """Installs a distribution `name` of version 1.0 into the folder `path`, as pip would."""
    info = path / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[audiocoach.engines]\n{entry_points}\n", "utf-8")
    for module, source in modules.items():
        (path / f"{module}.py").write_text(source, "utf-8")


def lend_system_voices(patch: pytest.MonkeyPatch) -> None:
    """Gives pyttsx3 the espeak-ng of a package, on a Linux that has none of its own."""
    if sys.platform == "linux" and not ctypes.util.find_library("espeak-ng"):
        folder = Path(espeakng_loader.get_library_path()).parent
        patch.setenv("LD_LIBRARY_PATH", str(folder))
        patch.setenv("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
