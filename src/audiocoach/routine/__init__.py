"""What an author wrote: the types, how they are read from YAML, found by name, and changed."""
