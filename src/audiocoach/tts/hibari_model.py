"""The models of hibari: text to phonemes, and phonemes to samples, in less memory than it takes."""

import gzip
import json
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from audiocoach.i18n.normalise import PHONEMES
from audiocoach.support.files import file_sha256
from audiocoach.support.resources import locate
from audiocoach.tts.base import EngineError
from audiocoach.tts.hibari_voices import MENDING, Weights
from audiocoach.tts.neural import import_runtime

if TYPE_CHECKING:
    from hibari.g2p import G2P
    from onnxruntime import InferenceSession

    from audiocoach.audio.filters import Samples

PACKAGE = "hibari"
_LONGEST = 400
"""Phonemes that a model is given at once; what it needs of memory grows with their square."""
_ROW = re.compile(rb'"[^"]*"|null|\{[^}]*\}')
_SORTED_BY = 16
"""Bytes of a key by which rows are sorted; few have more in common."""
_WEIGHTS = b'"weights":'
_SEED = 0
_AT_ONCE = 4
"""Sentences that are spoken at a time, each of which takes some 15 MB; more cores wait."""


def load(file: Path, weights: Weights) -> "Model":
    """The model of a file: one that an engine has loaded, or a new one; raises EngineError."""
    with _LOADING:
        model = _models.get(str(file))
        if model is None:
            try:
                model = _models[str(file)] = Model(file, weights)
            except EngineError:
                raise
            except Exception as error:
                reason = str(error).strip().partition("\n")[0] or type(error).__name__
                raise EngineError(f"it cannot be loaded ({reason})", MENDING) from error
        return model


class Model:
    """The weights of a voice, and what reads text for them; engines share it while one has it.

    What `hibari.Hibari` does, but for the memory: that of ONNX Runtime is given back after each
    sentence, and the reader's is not a third of it.
    """

    def __init__(self, file: Path, weights: Weights) -> None:
        """Raises what Python, hibari and ONNX Runtime do; EngineError for other weights."""
        from concurrent.futures import ThreadPoolExecutor

        _check(file, weights)
        runtime = import_runtime()
        with ThreadPoolExecutor(1) as pool:  # each takes half of the time
            session = pool.submit(_open_session, runtime, file)
            self._ids: Mapping[str, int] = json.loads(_asset("vocab.json"))
            self._reader = _reader(is_british=weights.is_british)
            self._session = session.result()

    def read(self, text: str) -> list[str]:
        """The phonemes of each sentence, at most `_LONGEST` of them; raises EngineError."""
        from hibari import Hibari

        for word, phonemes in PHONEMES.findall(text):
            if unknown := "".join(sorted({*phonemes} - self._ids.keys())):
                message = f"{word!r} is to be said /{phonemes}/, and {unknown!r} is no phoneme"
                raise EngineError(message, "write it in the alphabet of misaki")
        sentences = Hibari.split_sentences(text)
        with _READING:  # as it stands: its own rules would take "Say no." for "Say number."
            read = [self._reader(sentence, normalize_text=False) for sentence in sentences]
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
        with _SPEAKING:
            outputs = (output[0] for output in self._session.run(None, inputs))
            samples: Samples = dsp.synth(*outputs, np.random.default_rng(_SEED))
        return samples


_LOADING, _READING = threading.Lock(), threading.Lock()
_SPEAKING = threading.BoundedSemaphore(_AT_ONCE)
_models: WeakValueDictionary[str, Model] = WeakValueDictionary()
_readers: WeakValueDictionary[bool, "G2P"] = WeakValueDictionary()


def _open_session(onnxruntime: ModuleType, file: Path) -> "InferenceSession":
    """What runs the weights, in as little memory as it can."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    providers = ["CPUExecutionProvider"]
    session: InferenceSession = onnxruntime.InferenceSession(str(file), options, providers)
    return session


def _reader(*, is_british: bool) -> "G2P":
    """What turns words into phonemes, which voices of one accent share."""
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
        raise EngineError("its table of parts of speech is of another version", MENDING)
    tagger = json.loads(head + _WEIGHTS + b"{}}")
    reader: G2P = object.__new__(G2P)
    reader.lexicon = Lexicon(gold, silver, is_british)
    reader.tokenizer = Tokenizer(json.loads(_asset("tokenizer_exceptions.json")))
    reader.tagger = Tagger({**tagger, "weights": _Table(weights)})
    reader.british, reader.unk = is_british, ""
    reader._oov = None  # noqa: SLF001 (reads unknown words, and loads itself for the first one)
    return reader


class _Table:
    """An object in JSON of which few rows are asked for: found by their keys, read when they are.

    A seventh of a dict's memory, in a fifth of the time.
    """

    def __init__(self, data: bytes) -> None:
        import numpy as np
        from numpy.lib.stride_tricks import sliding_window_view

        text = np.frombuffer(data.ljust(len(data) + _SORTED_BY), np.uint8)
        opening, closing = text == ord("{"), text == ord("}")
        depth = np.cumsum(opening.view(np.int8) - closing.view(np.int8), dtype=np.int8)
        begins = (text[1:] == ord('"')) & (depth[:-1] == 1)  # some are ends of keys, and no rows
        starts = np.flatnonzero(begins & ((text[:-1] == ord(",")) | opening[:-1])) + 2
        keys = sliding_window_view(text, _SORTED_BY)[starts].view(f"S{_SORTED_BY}")[:, 0]
        order = np.argsort(keys)
        self._data, self._keys, self._starts = data, keys[order], starts[order].astype(np.int32)

    def get(self, word: str) -> object:
        """The row of a word, or None."""
        key = json.dumps(word, ensure_ascii=False)[1:].encode() + b":"
        for start in self._starts[self._keys.searchsorted(key[:_SORTED_BY]) :]:
            if self._data.startswith(key, start):
                row = _ROW.match(self._data, start + len(key))
                return json.loads(row[0].decode()) if row else None
            if not self._data.startswith(key[:_SORTED_BY], start):
                break
        return None


def _asset(name: str) -> bytes:
    data = (assets() / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def assets() -> Path:
    """The folder of what the package carries."""
    return locate(PACKAGE) / "assets"


def _check(file: Path, weights: Weights) -> None:
    """Weights of another version would speak otherwise under the same key."""
    if file_sha256(file) != weights.sha256:
        mending = f"delete it, then: audiocoach voices install {weights.name}"
        raise EngineError(
            f"{file} is damaged, or of another version",
            MENDING if file.parent == assets() else mending,
        )


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
