"""What answers taught: what is kept of one, which question it fits, when two say the same, what it should become.

Pure: no I/O, no clock. `runtime/learning/precedents.py` keeps and finds them; `domain/precedent.py` has their events.
"""
