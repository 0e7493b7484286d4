"""Reads a text as its writer meant it to be read: look-alike letters, spacing, figures for letters and codes undone.

Everything here gives lower case ASCII, without accents, so that one list of words serves several languages.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

MOST = 20_000
"""Characters that are read of a text; what is longer is read at both ends."""

_HOMOGLYPHS = str.maketrans(
    "абвгеикмнопрстухвьѕіјԁԛԝһ" "αβεικνορτυχωγ" "ɡɩıℓ",
    "abbreukmhonpctyxbbsijdqwh" "abeikvoptuxwy" "giil",
)  # fmt: skip
"""Cyrillic, Greek and phonetic letters that look like Latin ones (after Unicode TR 39, confusables)."""

_FORMATS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_MIXED = re.compile(r"(?<![a-z0-9])(?=[a-z0-9@$!|]*[0-9@$!|])(?=[a-z0-9@$!|]*[a-z])[a-z0-9@$!|]{4,}(?![a-z0-9])")
_LEET = (str.maketrans("0134578@$!|", "oieastbasil"), str.maketrans("0134578@$!|", "oleastbasll"))
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9](?:[ .\-_*·/|]{1,3}[a-z0-9]){5,}(?![a-z0-9])")
_GAPS = re.compile(r" {2,}| ?[/|] ?")
_BROKEN = re.compile(r"(?<=[a-z])[.\-_*·~|](?=[a-z])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/_-])")
_HEX = re.compile(r"(?<![0-9a-fA-F])(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s:,]?){10,}(?![0-9a-fA-F])")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORDS = re.compile(r"[a-z]{5,}")
_FIGURES = re.compile(r"[0-9@$|]")
_CORE = (
    "ignore", "instruction", "instructions", "prompt", "system", "disregard", "forget", "release", "approve",
    "approval", "reveal", "rules",
)  # fmt: skip
_ROT13 = frozenset(codecs.encode(word, "rot13") for word in _CORE)
_REVERSED = frozenset(word[::-1] for word in _CORE)
"""What the commonest words of orders look like in ROT13, and backwards."""


def plain(text: str) -> str:
    """The text in lower case ASCII: compatibility forms, accents, invisible and look-alike characters undone."""
    if not text.isascii():
        text = _TAGS.sub(" ", text)
        text = _FORMATS.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'").replace("ß", "ss")
        text = "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))
        text = text.translate(_HOMOGLYPHS)
    return text.lower()


def readings(text: str, known: Callable[[str], bool], typos: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(how, what it reads) for each way in which the text can be read: plainly first. `known`: whether a word is one
    that is looked for, so that what is unknown is left as it stands; `typos`: slip → word."""
    if len(text) > MOST:
        text = f"{text[: MOST // 2]}\n{text[-MOST // 2 :]}"
    low = plain(text)
    yield "plain", low
    mended = _mended(low, known)
    slips = typos.keys() & set(_WORDS.findall(mended))
    if slips:
        mended = _WORDS.sub(lambda match: typos.get(match.group(), match.group()), mended)
    if mended != low:
        yield "disguised", mended
    for hidden in _decoded(text, low):
        yield "encoded", plain(hidden)


def _mended(low: str, known: Callable[[str], bool]) -> str:
    """Spaced-out and broken words joined, figures for letters read as letters."""
    if _SPACED.search(low):
        low = _SPACED.sub(lambda match: _joined(match.group(), known), low)
    if _FIGURES.search(low):
        low = _MIXED.sub(lambda match: _unleeted(match.group(), known), low)
    if _BROKEN.search(low):
        low = re.sub(r"[a-z]+(?:[.\-_*·~|][a-z]+)+", lambda match: _whole(match.group(), known), low)
    return low


def _joined(spaced: str, known: Callable[[str], bool]) -> str:
    """ "i g n o r e  a l l" → "ignore all"; without wider gaps between words, words that are known are found."""
    words = []
    for part in _GAPS.split(spaced):
        letters = re.sub(r"[^a-z0-9]", "", part)
        words.extend(_split(letters, known) if not known(letters) else [letters])
    return " ".join(words)


def _split(letters: str, known: Callable[[str], bool]) -> list[str]:
    """Letters without gaps, as the longest known words in them from left to right."""
    words, rest, at = [], "", 0
    while at < len(letters):
        size = next((size for size in range(min(16, len(letters) - at), 2, -1) if known(letters[at : at + size])), 0)
        if size:
            words += [rest, letters[at : at + size]] if rest else [letters[at : at + size]]
            rest = ""
        else:
            rest += letters[at]
        at += size or 1
    return [*words, rest] if rest else words


def _unleeted(word: str, known: Callable[[str], bool]) -> str:
    stripped = word.rstrip("!|$")
    return next((read for table in _LEET if known(read := stripped.translate(table))), word)


def _whole(broken: str, known: Callable[[str], bool]) -> str:
    """ "ig-nore" → "ignore" if that is a known word, and its parts are none."""
    letters = re.sub(r"[^a-z]", "", broken)
    return letters if known(letters) and not all(known(part) for part in re.findall(r"[a-z]+", broken)) else broken


def _decoded(text: str, low: str) -> Iterator[str]:
    """What is written in code: invisible tags, base64, hexadecimal, percent signs, entities, ROT13, backwards."""
    for match in _TAGS.finditer(text):
        yield "".join(chr(ord(each) - 0xE0000) for each in match.group())
    for match in _BASE64.finditer(text):
        yield from _bytes(_from_base64, match.group())
    for match in _HEX.finditer(text):
        yield from _bytes(bytes.fromhex, re.sub(r"0x|\\x|[\s:,]", "", match.group()))
    if text.count("%") >= 3 and (read := unquote(text)) != text:
        yield read
    if "&" in text and (read := html.unescape(text)) != text:
        yield read
    if "\\u" in text:
        yield _ESCAPES.sub(lambda match: chr(int(match[1], 16)), text)
    words = set(_WORDS.findall(low))
    if words & _ROT13:
        yield codecs.decode(text, "rot13")
    if words & _REVERSED:
        yield text[::-1]


def _from_base64(word: str) -> bytes:
    return base64.b64decode(word.replace("-", "+").replace("_", "/") + "=" * (-len(word) % 4))


def _bytes(decode: Callable[[str], bytes], word: str) -> Iterator[str]:
    """The words in code, if that is what they are: letters and spaces."""
    try:
        read = decode(word).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    if len(read) >= 8 and sum(each.isalpha() or each in " .,!?:'\n-" for each in read) > 0.85 * len(read):
        yield read
