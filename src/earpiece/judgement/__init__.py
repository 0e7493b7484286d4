"""Whether the agent is sure enough to decide alone: what people chose, how often a guess is right, a budget of errors.

A *class* of decisions (which request this is, how this question is answered) has one `Judge`. It is asked before each
decision and taught by every answer that becomes known. Pure: no I/O, no clock; what is random is drawn by the caller.
"""
