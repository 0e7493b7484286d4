"""Python looks for objects that refer to each other in circles; here it looks more rarely.

It counts what was made and not yet freed, and at 700 it looks, now and then through everything there is. A node that
keeps a thousand conversations at hand has a million objects, nearly all of which are freed without any search. Looking
through them took 0.15 s each time, while nobody was served; with 64 conversations at once that was 0.7 ms of processor
time for each question and its answer, now it is 0.06 (2026-11-22, two cores, shared machine).
"""

import gc

THRESHOLDS = (20_000, 20, 20)
"""So many new objects until the youngest are searched; each twentieth time the older ones too, and each twentieth of
these times all. Objects in circles are few (errors, tasks that were cancelled), and wait so long to be freed."""


def search_rarely() -> None:
    """Leave out for good what is there by now (libraries, the company, the model), and search the rest more rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
