"""The Timeline as files of its own: JSON, sidecars for players, one audio file for each set."""
