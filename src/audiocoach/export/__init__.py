"""A track beside the audio: the timeline as JSON, files for players, one file a set."""
