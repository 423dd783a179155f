"""Bytes kept under their content hash, in one SQLite file in the user's cache folder."""

from audiocoach.store.keeping import Store, Warn, unheard
from audiocoach.store.keys import key
from audiocoach.store.place import FOLDER_VARIABLE, cache_folder

__all__ = ["FOLDER_VARIABLE", "Store", "Warn", "cache_folder", "key", "unheard"]
