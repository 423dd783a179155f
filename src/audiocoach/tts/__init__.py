"""Text in, samples out: the protocol of engines, and the voices there are."""

from audiocoach.tts.base import Engine, Speech, UserVoices, Voice, VoiceInfo
from audiocoach.tts.registry import open_engine, parse_voice

__all__ = ["Engine", "Speech", "UserVoices", "Voice", "VoiceInfo", "open_engine", "parse_voice"]
