"""A coach's own voice: a folder of recordings as an engine, its index, and how good they are."""
