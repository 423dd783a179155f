"""Turn a workout written in YAML into one MP3 that coaches you through it."""
