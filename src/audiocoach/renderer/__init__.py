"""Clips at their times → frames: what is near together is mixed and encoded once, then kept."""
