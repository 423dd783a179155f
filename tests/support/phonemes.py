"""How the voices of English read a text, without a sound: their phonemes, for goldens."""

import ctypes
from collections.abc import Callable
from functools import cache
from importlib import import_module

_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_CHARS_UTF8, _IPA = 1, 2


@cache
def _espeak() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    assert library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT) > 0
    assert library.espeak_SetVoiceByName(b"en-us") == 0
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def espeak_phonemes(text: str) -> str:
    """In IPA; a comma where it makes a pause."""
    rest = ctypes.pointer(ctypes.c_char_p(text.encode()))
    clauses = []
    while rest.contents:
        read = _espeak().espeak_TextToPhonemes(ctypes.byref(rest.contents), _CHARS_UTF8, _IPA)
        clauses.append(read.decode())
    return ", ".join(filter(None, clauses))


_Reader = Callable[..., str]


@cache
def _reader(unknown: str | None = None) -> _Reader:
    """What reads text in hibari; a word in no dictionary as `unknown`, or by a guess of its net."""
    reader: _Reader = import_module("hibari.g2p").G2P(oov=unknown and unknown.format)
    return reader


def hibari_phonemes(text: str) -> str:
    """In the alphabet of misaki; a word that is in none of its dictionaries stands in ⟨⟩."""
    return _reader("⟨{}⟩")(text, normalize_text=False)


def hibari_guess(word: str) -> str:
    """The phonemes that its net gives a word that is in no dictionary."""
    return _reader()(word, normalize_text=False)
