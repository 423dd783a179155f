"""What a shell completes, and how it learns to ask."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import shellingham
from command_line import ok, printed, refused, run
from quick_build import ROUTINE

Complete = Callable[..., list[str]]
ASKED = "_AUDIOCOACH_COMPLETE"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> Complete:
    def completed(*words: str) -> list[str]:
        """What bash offers for the last of the words."""
        with monkeypatch.context() as asking:
            asking.setenv("COMP_WORDS", " ".join(["audiocoach", *words]))
            asking.setenv("COMP_CWORD", str(len(words)))
            asking.setenv(ASKED, "complete_bash")
            return printed(run()).split()

    return completed


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["b"], {"batch", "build"}),
        (["s"], {"say", "schema", "script", "send", "sheet", "show", "sounds"}),
        (["--v"], {"--version"}),
        (["help", "b"], {"batch", "build"}),
        (["cache", ""], {"clear", "info", "verify"}),
        (["build", "--round"], {"--rounds", "--round-rest"}),
        (["build", "jeffers"], {"jeffers-pull", "jeffers-pull-de", "jeffers-pull-es"}),
        (["copy", "tabata"], {"tabata-swings"}),
        (["plan", "str"], {"stronger-back"}),
        (["build", "stronger"], {"stronger-back"}),
        (["build", "jeffers-pull", "--mode", ""], {"strength", "conditioning"}),
        (["show", "jeffers-pull", "--mode", "s"], {"strength"}),
        (["build", "--mode", ""], set()),
        (["build", "x", "--sounds", ""], {"bells", "default", "wood"}),
        (["sounds", "w"], {"wood"}),
        (["build", "x", "--voice", "hea"], {"heart"}),
        (["say", "x", "--voice", "en-u"], {"en-us", "en-us-nyc"}),
        (["build", "x", "--profile", ""], {"minimal", "standard", "coach"}),
        (["build", "x", "--level", ""], {"low", "mid", "high"}),
        (["build", "x", "--format", "m"], {"mp3", "m4a"}),
        (["build", "x", "--sidecar", ""], {"lrc", "vtt", "cue", "json", "csv"}),
        (["build", "x", "--language", "p"], {"pt"}),
        (["voices", "--engine", "e"], {"espeak"}),
        (["explain", "x", "--stage", "f"], {"frames"}),
    ],
)
def test_commands_options_and_names(
    words: list[str], offered: set[str], complete: Complete
) -> None:
    assert set(complete(*words)) == offered


def test_clients_of_a_table(complete: Complete) -> None:
    assert complete("plan", "--client", "") == []
    Path("clients.csv").write_text("id;routine\nanna;x\nbo;x\n", "utf-8")
    Path("gym.csv").write_text("id;routine\ncy;x\n", "utf-8")
    assert complete("plan", "--client", "") == ["anna", "bo"]
    assert complete("build", "--next", "--client", "a") == ["anna"]
    assert complete("done", "--clients", "gym.csv", "--client", "") == ["cy"]
    assert complete("batch", "gym.csv", "--only", "") == ["cy"]


def test_files_of_routines(complete: Complete) -> None:
    Path("clients").mkdir()
    for name in ("legs.yaml", "clients/anna.yml", "notes.txt"):
        Path(name).write_text(ROUTINE)
    assert complete("build", "legs.") == ["legs.yaml"]
    assert complete("build", "clients/") == ["clients/anna.yml"]
    assert complete("build", "nowhere/") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_that_a_shell_would_run_is_not_offered(complete: Complete) -> None:
    for name in (
        "x$(touch pwned).yaml",
        "x`id`.yaml",
        "x'y.yaml",
        'x"y.yaml',
        "x;y.yaml",
        "x.yaml",
    ):
        Path(name).write_text(ROUTINE)
    Path("x\n.yaml").write_text(ROUTINE)
    assert complete("build", "x") == ["x", "x.yaml"]


def test_what_cannot_be_read_completes_to_nothing(complete: Complete) -> None:
    Path("broken.yaml").write_text("title: [")
    assert complete("build", "broken.yaml", "--mode", "") == []
    assert complete("build", "none.yaml", "--mode", "") == []


CHECK = """\
import atexit, sys
heavy = "numpy av rich onnxruntime hibari urllib.request socket asyncio".split()
atexit.register(lambda: print([name for name in heavy if name in sys.modules]))
sys.argv = ["audiocoach"]
from audiocoach.cli import main
main()
"""


def test_nothing_heavy_is_loaded_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell, words in (("zsh", "build jeffers-pull --voice "), ("fish", "build --")):
        monkeypatch.setenv(ASKED, f"complete_{shell}")
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"audiocoach {words}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        done = subprocess.run(
            [sys.executable, "-c", CHECK], capture_output=True, text=True, check=True
        )
        assert done.stdout.endswith("[]\n")


def use_shell(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def detect_shell() -> tuple[str, str]:
        if name is None:
            raise shellingham.ShellDetectionFailure
        return name, f"/bin/{name}"

    monkeypatch.setattr(shellingham, "detect_shell", detect_shell)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_each_shell_has_its_script(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    use_shell(shell, monkeypatch)
    script = ok("--show-completion")
    assert f"complete_{'powershell' if shell == 'pwsh' else shell}" in script
    assert f"{ASKED}" in script
    assert script.count("\n") == len(script.splitlines())


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.skipif(not shutil.which("audiocoach"), reason="it is not installed")
def test_bash_completes(monkeypatch: pytest.MonkeyPatch) -> None:
    use_shell("bash", monkeypatch)
    Path("script").write_text(ok("--show-completion"))
    asks = "source ./script; COMP_WORDS=(audiocoach build jeffers-pull-d); COMP_CWORD=2; "
    shows = '_audiocoach_completion audiocoach; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", asks + shows], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("jeffers-pull-de\n", "")


@pytest.mark.parametrize(
    ("shell", "files"),
    [
        ("bash", {".bashrc", ".bash_completions/audiocoach.sh"}),
        ("zsh", {".zshrc", ".zfunc/_audiocoach"}),
        ("fish", {".config/fish/completions/audiocoach.fish"}),
    ],
)
def test_it_is_installed(
    shell: str, files: set[str], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_shell(shell, monkeypatch)
    said = ok("--install-completion")
    assert said.endswith(f"\n{shell} completes audiocoach from its next start on\n")
    written = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    assert written == files
    assert ok("--install-completion") == said


@pytest.mark.parametrize(
    ("shell", "told"),
    [
        ("powershell", "write into $PROFILE: audiocoach --show-completion | Out-String | "),
        ("tcsh", "error: 'tcsh' is no shell that completes; run it in bash, zsh, fish or Power"),
        (None, "error: no shell runs this; run it in bash, zsh, fish or PowerShell"),
    ],
)
def test_where_it_cannot_be_installed(
    shell: str | None, told: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_shell(shell, monkeypatch)
    assert told in refused(1, "--install-completion")
    assert not [*here.iterdir()]
