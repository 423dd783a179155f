"""Kits of tones. What a kit holds is cheap to know; decoding is for clips that have to be made."""

from audiocoach.sounds.kit import SoundKit, Tone, open_kit, read_kit
from audiocoach.sounds.loading import tone_digest

__all__ = ["SoundKit", "Tone", "open_kit", "read_kit", "tone_digest"]
