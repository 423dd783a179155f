"""The user's own file, `audiocoach.toml`: what holds wherever nothing else is asked for."""

from audiocoach.habits.model import Habits
from audiocoach.habits.place import FILE_VARIABLE
from audiocoach.habits.reading import KEYS, read_habits

__all__ = ["FILE_VARIABLE", "KEYS", "Habits", "read_habits"]
