"""The C side of espeak-ng: load, initialise, speak, terminate, unload. The caller holds a lock.

Constants and return codes are those of speak_lib.h:
https://github.com/espeak-ng/espeak-ng/blob/1.52.0/src/include/espeak-ng/speak_lib.h
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audiocoach.tts.base import EngineError, Speech

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000  # without it, a missing data folder ends the process
_RATE = 1  # the parameter's number
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1  # and no espeakSSML: `<` is said, not obeyed
_LONGEST_FOLDER = 159 - len("/espeak-ng-data")  # bytes; N_PATH_HOME in espeak-ng
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def synthesise(library: Path, folder: Path, name: str, wpm: int, text: str) -> Speech:
    """Speak with a library that has said nothing before. `folder` holds espeak-ng-data.

    A voice named by its file, `gmw/en-US+f2`, is found at once. Raises OSError when the library
    does not load, EngineError when a call of it fails.
    """
    spoken = text.encode("utf-8", "replace")
    with _loaded(library) as espeak, _initialised(espeak, folder) as rate:
        samples: list[bytes] = []

        def collect(wave: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
            if count > 0:
                samples.append(ctypes.string_at(wave, count * ctypes.sizeof(ctypes.c_short)))
            return 0  # go on

        callback = _Callback(collect)
        espeak.espeak_SetSynthCallback(callback)
        _check("choosing the voice", _choose_voice(espeak, folder, name))
        _check("setting the speed", espeak.espeak_SetParameter(_RATE, wpm, 0))
        _seed(espeak)
        size, nowhere = ctypes.c_size_t(len(spoken) + 1), ctypes.c_uint(0)
        options = (0, _POSITION_CHARACTER, nowhere, _CHARS_UTF8, None, None)
        _check("speaking", espeak.espeak_Synth(spoken, size, *options))
        _check("finishing", espeak.espeak_Synchronize())
    return Speech(b"".join(samples), rate)


def _choose_voice(espeak: ctypes.CDLL, folder: Path, name: str) -> int:
    """Choose it by its file where that can be, as espeak reads all voices to find one by its name.

    It makes lower case of any name or path, and takes 59 bytes. So an open file goes by its number
    where the system names it so. Elsewhere files have no case, as a rule: `gmw/en-us` is one.
    """
    language, plus, variant = name.partition("+")
    with suppress(OSError), (folder / "espeak-ng-data" / "lang" / language).open("rb") as file:
        path = f"/proc/self/fd/{file.fileno()}"
        if Path(path).exists():
            by_file: int = espeak.espeak_ng_SetVoiceByFile(f"{path}{plus}{variant}".encode())
            return by_file
    by_name: int = espeak.espeak_SetVoiceByName(name.encode())
    return by_name


def _seed(espeak: ctypes.CDLL) -> None:
    """For voices that breathe.

    `+f2` takes noise from espeak, which seeds it with the time of day; `+Reed` from the C library,
    which nobody loads afresh.
    """
    _check("seeding its noise", espeak.espeak_ng_SetRandSeed(ctypes.c_long(1)))
    c = ctypes.CDLL("ucrtbase") if sys.platform == "win32" else espeak  # there, found through it
    c.srand(1)


@contextmanager
def _loaded(library: Path) -> Iterator[ctypes.CDLL]:
    import _ctypes

    espeak = ctypes.CDLL(str(library))
    try:
        yield espeak
    finally:  # ctypes has no public way to unload
        if sys.platform == "win32":
            _ctypes.FreeLibrary(espeak._handle)  # noqa: SLF001
        else:
            _ctypes.dlclose(espeak._handle)  # noqa: SLF001


@contextmanager
def _initialised(espeak: ctypes.CDLL, folder: Path) -> Iterator[int]:
    """Yields the sample rate in Hz."""
    path = _path_bytes(folder)
    if path is None:
        message = f"espeak cannot open the path {folder}"
        raise EngineError(message, "set TMPDIR or TMP to a shorter, plainer one")
    rate: int = espeak.espeak_Initialize(_SYNCHRONOUS, 0, path, _DONT_EXIT)
    if rate <= 0:
        raise EngineError(f"espeak could not read its data in {folder}")
    try:
        yield rate
    finally:
        espeak.espeak_Terminate()


def can_open(folder: Path) -> bool:
    """Whether espeak can open data in that folder."""
    return _path_bytes(folder) is not None


def _path_bytes(folder: Path) -> bytes | None:
    """As C's fopen takes it: in the code page on Windows, where Python's own bytes are UTF-8.

    None where it is too long for espeak, or has no such bytes.
    """
    try:
        path = str(folder).encode("mbcs") if sys.platform == "win32" else os.fsencode(folder)
    except UnicodeEncodeError:
        return None
    return path if len(path) <= _LONGEST_FOLDER else None


def _check(action: str, code: int) -> None:
    if code != 0:
        raise EngineError(f"espeak failed in {action}, with code {code & 0xFFFFFFFF:#x}")
