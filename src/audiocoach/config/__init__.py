"""The user's own settings, and which of them hold for a track."""
