"""Voices without weights: the real packages on tiny graphs of the real signature.

They hum. That shows that text, speed and samples get through, and nothing of how a voice sounds.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from audiocoach.tts.kokoro import MODEL, STYLES

PIPER_RATE = 22_050
_PER_PHONEME = 600


def piper_voice(folder: Path, name: str = "xx_XX-hum-low", espeak: str = "en-us") -> Path:
    """A model for piper with its configuration: every phoneme hums as long, at its own pitch.

    As in a true one, noise is added as its first scale says, and lengths vary as the third says.
    """
    pytest.importorskip("piper", reason="piper: piper-tts is not installed")
    onnx = pytest.importorskip("onnx", reason="piper: onnx is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    onnx.save(_piper_graph(), model)
    model.with_name(f"{name}.onnx.json").write_text(json.dumps(_piper_config(espeak)), "utf-8")
    return model


def piper_package(path: Path, package: str, name: str) -> Path:
    """A voice as a package has it that pip has installed into `path`, the way it is on PyPI."""
    module = package.replace("-", "_")
    model = piper_voice(path / module / "data", name)
    info = path / f"{module}-1.0.dist-info"
    info.mkdir()
    (path / module / "__init__.py").write_text("raise ImportError('it is not to be imported')\n")
    files = [*(path / module).rglob("*.*"), info / "RECORD"]
    rows = (f"{file.relative_to(path).as_posix()},,\n" for file in files)
    (info / "RECORD").write_text("".join(rows), "utf-8")
    return model


def _piper_config(espeak: str) -> dict[str, object]:
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    return {
        "audio": {"sample_rate": PIPER_RATE, "quality": "low"},
        "espeak": {"voice": espeak},
        "language": {"code": espeak.replace("-", "_")},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": 1,
    }


def _piper_graph() -> object:
    import onnx
    from onnx import TensorProto
    from onnx.parser import parse_model

    model = parse_model(f"""
        <ir_version: 8, opset_import: ["": 17]>
        voice (int64[1, n] input, int64[1] input_lengths, float[3] scales)
            => (float[1, 1, samples] output)
        {{
            one = Constant <value = int64[1] {{1}}> ()
            zero = Constant <value_int = 0> ()
            step = Constant <value_int = 1> ()
            scale_0 = Constant <value = int64[1] {{0}}> ()
            scale_2 = Constant <value = int64[1] {{2}}> ()
            noise_scale = Gather (scales, scale_0)
            length_scale = Gather (scales, one)
            width_scale = Gather (scales, scale_2)

            per_phoneme = Constant <value = float[1] {{{_PER_PHONEME}.0}}> ()
            some = RandomNormalLike (per_phoneme)
            varied = Mul (some, width_scale)
            hundred = Constant <value = float[1] {{100.0}}> ()
            more = Mul (varied, hundred)
            long = Mul (per_phoneme, length_scale)
            each = Add (long, more)
            each_whole = Cast <to = 7> (each)
            ids = Squeeze (input, scale_0)
            each_of_them = Expand (each_whole, input_lengths)
            count = ReduceSum (each_of_them)
            count_0 = Squeeze (count)
            at = Range (zero, count_0, step)
            at_phoneme = Div (at, each_whole)
            last = Sub (input_lengths, one)
            bounded = Min (at_phoneme, last)
            said = Gather (ids, bounded)
            pitch = Cast <to = 1> (said)
            base = Constant <value = float {{0.02}}> ()
            apart = Constant <value = float {{0.001}}> ()
            higher = Mul (pitch, apart)
            turn = Add (higher, base)
            moment = Cast <to = 1> (at)
            angle = Mul (moment, turn)
            hum = Sin (angle)
            noise = RandomNormalLike (hum)
            hiss = Mul (noise, noise_scale)
            sound = Add (hum, hiss)
            half = Constant <value = float {{0.5}}> ()
            soft = Mul (sound, half)
            axes = Constant <value = int64[2] {{0, 1}}> ()
            output = Unsqueeze (soft, axes)
        }}
    """)
    onnx.checker.check_model(model)
    assert TensorProto.INT64 == 7
    return model


def kokoro_voices(folder: Path, *names: str) -> None:
    """A model for kokoro, with voices of these names, each of its own pitch."""
    pytest.importorskip("kokoro_onnx", reason="kokoro: kokoro-onnx is not installed")
    onnx = pytest.importorskip("onnx", reason="kokoro: onnx is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_kokoro_graph(), folder / MODEL)
    styles = {
        name: np.full((510, 1, 256), 0.01 * number, np.float32)
        for number, name in enumerate(names, 1)
    }
    with (folder / STYLES).open("wb") as file:
        np.savez(file, allow_pickle=False, **styles)


def _kokoro_graph() -> object:
    import onnx
    from onnx.parser import parse_model

    model = parse_model("""
        <ir_version: 8, opset_import: ["": 17]>
        voice (int64[1, n] tokens, float[1, 256] style, float[1] speed) => (float[samples] audio)
        {
            per_token = Constant <value = float {1300.0}> ()
            zero = Constant <value_int = 0> ()
            step = Constant <value_int = 1> ()
            tokens_n = Size (tokens)
            count = Cast <to = 1> (tokens_n)
            speed_0 = Squeeze (speed)
            each = Div (per_token, speed_0)
            long = Mul (count, each)
            long_whole = Cast <to = 7> (long)
            at = Range (zero, long_whole, step)
            moment = Cast <to = 1> (at)
            turn_0 = ReduceMean <keepdims = 0> (style)
            base = Constant <value = float {0.03}> ()
            turn = Add (turn_0, base)
            angle = Mul (moment, turn)
            hum = Sin (angle)
            half = Constant <value = float {0.5}> ()
            audio = Mul (hum, half)
        }
    """)
    onnx.checker.check_model(model)
    return model
