"""Run as a program, for one phrase: speaks the JSON on standard input into the file it names.

With no text in it, writes the system's voices there, as JSON rows of id, name, languages, gender,
and whether it is the default one.
Exits with 3 when pyttsx3 finds nothing to speak with. Imports nothing of this project, so it starts
quickly.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_NO_VOICES = 3
_LOOK_S = 0.02


def main() -> None:
    """Ends the process here: some drivers fail in taking themselves down."""
    job = json.load(sys.stdin)
    file = Path(job["file"])
    engine = _start()
    if "text" in job:
        _choose(engine, job["voice"])
        _speak(engine, job["text"], job["wpm"], file)
    else:
        default = engine.getProperty("voice")
        rows = [(*_row(voice), voice.id == default) for voice in engine.getProperty("voices")]
        file.write_text(json.dumps(rows))
    os._exit(0)


def _start() -> Any:  # noqa: ANN401 - pyttsx3 has no types
    try:
        import pyttsx3

        return pyttsx3.init()
    except Exception as error:  # noqa: BLE001 - each driver fails in its own way
        sys.stderr.write(f"{error}\n")
        sys.exit(_NO_VOICES)


def _row(voice: Any) -> tuple[str, str, list[str], str]:  # noqa: ANN401
    gender = str(voice.gender or "").lower()  # "VoiceGenderFemale" on macOS
    genders = [candidate for candidate in ("female", "male") if candidate in gender]
    languages = [str(tag) for tag in voice.languages or () if tag and tag != "Unknown"]
    return voice.id, str(voice.name or voice.id), languages, genders[0] if genders else ""


def _choose(engine: Any, name: str | None) -> None:  # noqa: ANN401
    if name is None:
        return
    for voice in engine.getProperty("voices"):
        if name in (voice.id, voice.name):
            engine.setProperty("voice", voice.id)
            return
    sys.exit(f"there is no voice {name!r}")


def _speak(engine: Any, text: str, wpm: int, file: Path) -> None:  # noqa: ANN401
    engine.connect("error", _give_up)
    engine.setProperty("rate", wpm)
    engine.save_to_file(text, str(file))
    engine.runAndWait()
    size = -1
    while not (file.exists() and 0 < file.stat().st_size == size):  # some drivers write on
        size = file.stat().st_size if file.exists() else -1
        time.sleep(_LOOK_S)


def _give_up(exception: Exception, **_: object) -> None:
    """pyttsx3 swallows what a driver raises, and what is raised here."""
    sys.stderr.write(f"{exception}\n")
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
