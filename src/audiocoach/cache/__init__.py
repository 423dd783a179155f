"""Bytes kept under their content hash, in one SQLite file in the user's cache folder."""

from audiocoach.cache.database import FOLDER_VARIABLE, cache_folder
from audiocoach.cache.store import Store, Warn, ignore_warning, key

__all__ = ["FOLDER_VARIABLE", "Store", "Warn", "cache_folder", "ignore_warning", "key"]
