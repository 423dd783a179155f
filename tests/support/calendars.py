"""Programmes to make calendars of."""

from functools import cache

from audiocoach.config.model import Config
from audiocoach.config.overrides import Overrides
from audiocoach.programme.course import open_course
from audiocoach.programme.log import NOTHING_DONE, Log
from audiocoach.programme.read import read_bytes
from audiocoach.programme.training import TrainingPlan, plan_training
from audiocoach.routine.catalog import find

load = cache(find)


def plan_of(lines: str = "", log: Log = NOTHING_DONE, **keys: object) -> TrainingPlan:
    """The sessions of a programme of jamison-back, with further lines and other values."""
    usual = {"programme": "P", "start": "2027-03-22", "weeks": 2, "days": "[mon, thu]"}
    usual |= {"routine": "jamison-back"}
    text = "".join(f"{key}: {value}\n" for key, value in {**usual, **keys}.items() if value)
    course = open_course(read_bytes(f"{text}{lines}".encode(), "p.yaml"), load)
    return plan_training(course, log, Config(), Overrides())
