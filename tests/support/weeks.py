"""A quick programme, and its routine."""

QUICK = """\
title: Quick
rounds: 1-2
exercises:
  - name: Hop
    reps: 2-3
    pace: 1s
    how: Jump on the spot.
"""
WEEKS = """\
programme: Quick weeks
start: 2027-03-22
weeks: 3
days: [mon]
routine: quick.yaml
climb: [reps, rounds]
"""
