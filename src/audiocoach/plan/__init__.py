"""Routine → Plan: repeats unrolled, ranges resolved, every text final. Needs no sound."""

from audiocoach.plan.cues import plan_session
from audiocoach.plan.model import Anchor, Cue, Interval, Plan

__all__ = ["Anchor", "Cue", "Interval", "Plan", "plan_session"]
