"""Small helpers that know nothing of workouts: files, durations, YAML with places, guesses."""
