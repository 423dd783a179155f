"""The sessions of a programme as a calendar: a file that every calendar app reads (RFC 5545)."""
