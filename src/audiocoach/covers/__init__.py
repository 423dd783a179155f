"""The picture that players show: one's own, or one drawn from the routine's title and shape."""

from audiocoach.covers.choosing import choose

__all__ = ["choose"]
