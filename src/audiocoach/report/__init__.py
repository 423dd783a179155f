"""What is told of routines and sessions: each stage as text, lists, advice, recordings."""
