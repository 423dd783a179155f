"""Clips at their times → cells: what is near together is mixed and encoded once, then kept."""
