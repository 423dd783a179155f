"""What things are kept under."""

from hashlib import sha256


def key(kind: str, made_of: str) -> str:
    """The key of something of that kind, from everything that can change it."""
    return f"{kind}-{sha256(made_of.encode()).hexdigest()}"
