"""A routine may be a stranger's: it runs nothing, reads nothing of others, calls nobody."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import watched
from sampling import sampled
from sound_files import record

import audiocoach
from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.support.resources import shipped_folder
from audiocoach.tts import system

EXERCISES = "profile: minimal\nexercises:\n  - {name: Row, work: 5s}\n"
HOSTILE = {
    "voice": [
        "command:evil", "recorded:{out}", "recorded:../outside", "recorded:../outside+en-us",
        "piper:{out}/model.onnx", "piper:../outside/model.onnx", "piper:linked.onnx",
        "kokoro:../outside/x", "espeak:../../outside/en", "espeak:{out}/en",
        "espeak:en-us+../../../outside/f", "http://{net}/x", "system:x; touch {out}/pwned",
    ],
    "music": [
        "../outside/song.wav", "{out}/song.wav", "http://{net}/song.mp3", "linked.wav", "songs",
        "file://{out}/song.wav", "list.m3u8", "net.m3u8", "list.ffconcat",
        "list.mp3", "listnet.mp3", "concat.mp3", "subfile.mp3",
        "{{work: ../outside/song.wav}}", "{{rest: linked.wav}}",
    ],
    "sounds": [
        "../outside/kit", "{out}/kit", "linked-kit", "kit-out", "kit-linked", "kit-list",
        "http://{net}/kit",
    ],
    "extends": [
        "../outside/base.yaml", "{out}/base.yaml", "linked.yaml", "http://{net}/base.yaml",
        "file://{out}/base.yaml",
    ],
    "language": ["../../outside/en", "{out}/en"],
    "cover": ["../outside/cover.png"],
    "recorded": ["../outside"],
    "include": ["{out}/base.yaml"],
    "title": ["!!python/object/apply:os.system ['touch {out}/pwned']"],
}  # fmt: skip
"""By key: what is refused, or at least does no harm. `out` is a folder of somebody else's."""
HARMLESS = {
    "pronounce": "{row: '$(touch {out}/pwned)', '`id`': ../outside/song.wav}",
    "summary": "'<audio src=\"file://{out}/song.wav\"/> $(touch {out}/pwned)'",
    "coach": "'{out}/song.wav'",
    "source": "http://{net}/",
    "notes": "'| touch {out}/pwned'",
}
"""By key: texts that look like more."""


@pytest.fixture(scope="module")
def called() -> Iterator[tuple[str, list[object]]]:
    """An address, and everyone who calls there."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                callers.append(caller)
                connection.close()

        Thread(target=answer, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", callers


def furnish(outside: Path, here: Path, net: str) -> None:
    """Files of others that could be read, and ways to them."""
    for folder in (outside / "kit", here / "songs", here / "kit-out", here / "kit-linked"):
        folder.mkdir(parents=True)
    (here / "kit-list").mkdir()
    for name in ("song.wav", "kit/pip.wav", "rest.wav"):
        record(outside / name, seconds=2)
    for name in ("model.onnx", "model.onnx.json", "en", "f", "cover.png"):
        (outside / name).write_text("{}", "utf-8")
    (outside / "base.yaml").write_text(f"title: Base\n{EXERCISES}", "utf-8")
    (here / "linked.yaml").symlink_to(outside / "base.yaml")
    (here / "linked.onnx").symlink_to(outside / "model.onnx")
    (here / "linked-kit").symlink_to(outside / "kit")
    for link in ("linked.wav", "songs/song.wav", "kit-linked/pip.wav"):
        (here / link).symlink_to(outside / "song.wav")
    index = "title: Kit\nextends: default\ntones: {pip: {file: ../../outside/song.wav}}\n"
    (here / "kit-out/index.yaml").write_text(index, "utf-8")
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n"
    for name in ("list.mp3", "list.m3u8", "kit-list/pip.wav"):
        (here / name).write_text(playlist.format(outside / "song.wav"), "utf-8")
    (here / "listnet.mp3").write_text(playlist.format(f"http://{net}/song.mp3"), "utf-8")
    for name in ("concat.mp3", "list.ffconcat"):
        (here / name).write_text(f"ffconcat version 1.0\nfile {outside}/song.wav\n", "utf-8")
    (here / "net.m3u8").write_text(playlist.format(f"http://{net}/song.mp3"), "utf-8")
    (here / "subfile.mp3").write_text(playlist.format("../outside/song.wav"), "utf-8")


def write_routines(here: Path, outside: Path, net: str) -> dict[str, Path]:
    routines = {}
    for key, values in HOSTILE.items():
        for number, value in enumerate(values):
            said = value.format(out=outside, net=net)
            plain = said if said[0] in "{!" else json.dumps(said)
            title = "" if key == "title" else "title: Row\n"
            path = here / f"{key}-{number}.yaml"
            path.write_text(f"{title}{key}: {plain}\n{EXERCISES}", "utf-8")
            routines[str(path)] = path
    for key, value in HARMLESS.items():
        path = here / f"harmless-{key}.yaml"
        said = value.replace("{out}", str(outside)).replace("{net}", net)
        path.write_text(f"title: Row\n{key}: {said}\n{EXERCISES}", "utf-8")
        routines[str(path)] = path
    return routines


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the child puts what it needs for a while."""
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


@pytest.mark.parametrize("command", sampled(["check", "show", "build"], "check"))
def test_a_strangers_routine_runs_reads_and_calls_nothing(
    command: str,
    called: tuple[str, list[object]],
    passing: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net, callers = called
    outside, here, notes = tmp_path / "outside", tmp_path / "here", tmp_path / "notes"
    furnish(outside, here, net)
    routines = write_routines(here, outside, net)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("AUDIOCOACH_VOICES", str(tmp_path / "voices"))
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    unread = never_read(outside)
    command_line = [sys.executable, watched.__file__, str(notes), command, *routines]
    done = subprocess.run(command_line, capture_output=True, text=True, check=False, cwd=here)
    assert "Traceback" not in done.stderr

    events = [json.loads(line) for line in notes.read_text("utf-8").splitlines()]
    ends = {routine: code for routine, event, code in events if event == "exit"}
    assert set(ends) == set(routines)
    assert {Path(name).name for name, code in ends.items() if code == 0} >= {
        f"harmless-{key}.yaml" for key in HARMLESS
    }
    if command == "build":
        passed = [name for name, code in ends.items() if code == 0 and "harmless" not in name]
        assert passed == []
    own = [passing, *(tmp_path / each for each in ("here", "cache", "voices", "notes"))]
    assert [
        (routine, event, concerns)
        for routine, event, concerns in events
        if not is_allowed(event, concerns, own)
    ] == []
    assert callers == []
    assert not (outside / "pwned").exists()
    assert unread == times_read(outside)


def is_allowed(event: str, concerns: str, own: list[Path]) -> bool:
    """Its own folder, ours, and Python's; and our own child, for a voice of the system."""
    if event == "exit":
        return True
    if event.startswith(("subprocess.", "os.posix_spawn")):
        return str(system._CHILD) in concerns and sys.executable in concerns  # noqa: SLF001
    if not event.startswith(("open", "os.")):
        return False
    code = [Path(audiocoach.__file__).parent, shipped_folder("sounds"), shipped_folder("routines")]
    pythons = [Path(each) for each in (sys.prefix, sys.base_prefix, *sys.path[1:]) if each]
    within = [each.resolve() for each in (*code, *pythons, *own)]
    return concerns == os.devnull or any(Path(concerns).is_relative_to(each) for each in within)


def never_read(folder: Path) -> dict[str, int]:
    """The times of the last reading, set so far back that any system notes the next one."""
    for file in files(folder):
        os.utime(file, (1, file.stat().st_mtime))
    return times_read(folder)


def times_read(folder: Path) -> dict[str, int]:
    return {str(file): file.stat().st_atime_ns for file in files(folder)}


def files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file())
