"""Weeks of training: which routine is done when, and how it changes from session to session."""
