"""A stage of a build as text, and what is said of a routine."""
