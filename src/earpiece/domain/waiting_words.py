"""Words that say a person is being asked, or that somebody will come back to the customer."""

import re

_CLAIMS = re.compile(
    r"\b(?:i|we)(?:'m| am|'re| are|'ve| have)?(?: just| still| now)? "
    r"(?:checking|asking|asked|waiting for|finding out|looking into)\b"
    r"|\b(?:i|we|someone|somebody|a colleague|my colleagues?|they)(?:'ll| will)(?: be)? "
    r"(?:call|ring|get back|come back|check|find out|look into|let you know|calling|getting back)\b"
    r"|\bcolleagues? (?:is|are) (?:looking|checking|asking)\b",
    re.IGNORECASE,
)


def claims_waiting(text: str) -> bool:
    """Whether the words are a promise that somebody must keep: sayable only while somebody is asked."""
    return _CLAIMS.search(text.replace("’", "'")) is not None
