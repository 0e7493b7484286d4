"""Signals that a text gives the agent orders, each with a weight. None says much alone; together they reach 1.

Most are patterns over the line of meanings (`lexicon.meanings`); some need the letters themselves, as markup does.
"""

import re
from dataclasses import dataclass
from typing import Literal

from earpiece.domain.flags import Where

Kind = Literal[
    "put_aside", "other_role", "fake_turn", "policy_changed", "claims_approval", "skips_check", "reveals", "dictates",
    "calls_tool", "sends_away", "to_the_machine", "secretly", "wants_effect",
]  # fmt: skip

DATA: tuple[Where, ...] = ("tool_result", "knowledge")
NOT_PEOPLE: tuple[Where, ...] = ("tool_result", "knowledge", "expert")
EVERYWHERE: tuple[Where, ...] = ("customer", "tool_result", "knowledge", "expert")


@dataclass(frozen=True, slots=True)
class Signal:
    """`pattern` found in the line of meanings (or, if `raw`, in the plain text) counts `weight`. Within a kind, the
    heaviest counts; `asked`: what it counts for in a question; `more`: it is added to its kind's heaviest."""

    kind: Kind
    pattern: re.Pattern[str]
    weight: float
    where: tuple[Where, ...] = EVERYWHERE
    asked: float = 1.0
    more: bool = False
    raw: bool = False
    letters: frozenset[str] = frozenset()
    """It can only be found where all of these are in the line,"""
    among: frozenset[str] = frozenset()
    """and, if there are any here, one of these."""
    starts: frozenset[str] = frozenset()
    """A raw pattern can only be found where a word begins with one of these; none: it may be found anywhere. Few texts
    have any, which makes looking ten times as fast."""


def _line(kind: Kind, weight: float, *patterns: str, needs: str = "", where: tuple[Where, ...] = EVERYWHERE,
          asked: float = 1.0, more: bool = False) -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(_spelt(each)), weight, where, asked, more, letters=frozenset(needs))
        for each in patterns
    ]


def _raw(kind: Kind, weight: float, *patterns: str, where: tuple[Where, ...] = EVERYWHERE, asked: float = 1.0,
         more: bool = False, among: str = "") -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(each), weight, where, asked, more, True, among=frozenset(among), starts=_starts(each))
        for each in patterns
    ]


STEM = 3
"""Letters of a word by which a text is looked through for what may be in it."""


def stems(low: str) -> frozenset[str]:
    """The beginnings of a text's words."""
    words = set(_WORD.findall(low))
    return frozenset(word[:size] for word in words for size in range(1, STEM + 1))


_WORD = re.compile(r"[a-z0-9_]+")
_LEAD = re.compile(r"(?:\(\?<!(?:[^()\\]|\\.)*\))*\\b")
_LETTERS = re.compile(r"[a-z]+")


def _starts(pattern: str) -> frozenset[str]:
    """How the words begin that a pattern can begin with; empty where that cannot be told from its first group."""
    found: set[str] = set()
    for branch in _branches(pattern):
        lead = _LEAD.match(branch)
        if lead is None:
            return frozenset()
        rest = branch[lead.end() :]
        first = _branches(rest[3 : _closing(rest)]) if rest.startswith("(?:") else [rest]
        if rest.startswith("(?:") and rest[_closing(rest) + 1 : _closing(rest) + 2] in ("?", "*", "{"):
            return frozenset()
        for each in first:
            letters = _LETTERS.match(each)
            word = letters.group() if letters is not None else ""
            if each[len(word) : len(word) + 1] in ("?", "*", "{"):
                word = word[:-1]
            if not word:
                return frozenset()
            found.add(word[:STEM])
    return frozenset(found)


def _branches(pattern: str) -> list[str]:
    """The parts of a pattern between its outermost bars."""
    parts, depth, start, at, within = [], 0, 0, 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif within or sign == "[":
            within = sign != "]"
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def _closing(pattern: str) -> int:
    """Where the group ends with which the pattern begins."""
    depth, at, within = 0, 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif within or sign == "[":
            within = sign != "]"
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth == 0:
                return at
        at += 1
    return at


def _spelt(pattern: str) -> str:
    """`<5>` is a gap of up to five words within a sentence; `<5!>` one in which nothing is the customer's own and no
    other thing that has instructions is named; `^` where an order may begin."""
    pattern = re.sub(r"<(\d)!>", r"[^|?md]{0,\1}", pattern)
    pattern = re.sub(r"<(\d)>", r"[^|?]{0,\1}", pattern)
    return pattern.replace("ORDER", r"(?:^|[|?,:pJUwMc])")


SIGNALS: tuple[Signal, ...] = (
    # put aside what you were told
    *_line("put_aside", 1.0, "D<5!>[BYSUPb]<4!>[IR](?!d)", needs="D"),
    *_line("put_aside", 1.0, "D<4!>I<2!>[Bb]", needs="DI"),
    *_line("put_aside", 1.0, "DB<1!>U", needs="DBU"),
    *_line("put_aside", 0.6, "(?<!m)(?<!m.)ORDER<1!>D<3!>I(?!d)", needs="DI"),
    *_line("put_aside", 0.5, "ORDER<1!>D<2!>b", needs="Db"),
    *_line("put_aside", 0.8, "ORDER<1!>D<2!>R", needs="DR", asked=0.4, where=("customer", "knowledge")),
    *_line("put_aside", 0.5, "D<2!>R", needs="DR", asked=0.4),
    *_line("put_aside", 0.9, "Y<1>I<3!>P", needs="YIP", asked=0.4),
    *_line("put_aside", 0.6, "(?<![md])I<3!>P", needs="IP", asked=0.2),
    *_raw("put_aside", 0.9, r"\byour (?:only|new|real|true|sole|actual|next|first) (?:task|job|goal|purpose|role"
          r"|objective|mission|instruction)s?\b"),
    *_line("put_aside", 0.8, "(?<!m)(?<!m.)(?<!m..)N<2!>O<5!>I", "N<2!>O<4!>[YBS]<2!>R", needs="NO", asked=0.5),
    *_line("put_aside", 0.8, "[IR]<3!>Nl?<1>O", needs="NO", asked=0.5),
    *_line("put_aside", 0.8, "U<2>N<3>O<4!>[IRBYt|]", needs="UNO", asked=0.6),
    *_raw("put_aside", 0.9, r"\b(?:switch|turn|shut|take|put|set|lay)(?:ing|ed)? (?:off|down|aside"
          r"|away)\b[^.?!\n]{0,25}\b(?:guardrails?|filters?|safety"
          r"|restrictions?|rules|checks?|instructions|limits?|policy|polic(?:y|ies)|guidelines)\b",
          r"\b(?:guardrails?|filters?|safety|restrictions?|rules|checks?|instructions|limits?"
          r"|policies)\b[^.?!\n]{0,15}\b(?:off|aside|down)\b",
          r"\bpay no (?:attention|heed)\b", asked=0.7),
    *_line("put_aside", 0.8, "P<1!>I<1>[:q|]", needs="PI"),
    *_line("put_aside", 0.5, "P<1!>I", "O<3!>PI", needs="PI"),
    # be somebody else
    *_line("other_role", 0.9, "[UY][qn]?J<1>[MLWXoINR]", needs="J"),
    *_line("other_role", 0.9, "[UY][qn]?Jt(?!9)", needs="J", where=("customer", "tool_result", "expert")),
    *_line("other_role", 0.8, "ORDER<1>X(?:<1>U|[^s|?]{0,2}s(?=[tUMLWZSm]))", needs="X"),
    *_line("other_role", 0.8, "X<4>[MLS]", needs="X", asked=0.7),
    *_line("other_role", 0.8, "L<1>[oM]", "U<3>L", needs="L", asked=0.4),
    *_line("other_role", 0.6, "Wo", needs="Wo", asked=0.4),
    *_raw("other_role", 0.5, r"\b(?:enter|enable|activate|switch (?:in)?to|engage|turn on"
          r"|start)\b[^.?!\n]{0,25}\bmode\b",
          asked=0.2, more=True),
    *_raw("other_role", 0.9, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward"
          r"|as of now),? (?:and )?(?:you|your|always"
          r"|never|all|any|every|no)\b"),
    *_raw("other_role", 0.6, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward"
          r"|ab (?:jetzt|sofort)"
          r"|von (?:jetzt|nun) an|desormais|dorenavant|a partir de (?:ahora|maintenant|este momento)"
          r"|de ahora en adelante)\b"),
    *_raw("other_role", 0.9, r"\byou(?:'re| are)? (?:have )?no longer (?:an? |the |bound|limited|restricted"
          r"|required|subject|in )"),
    *_raw("other_role", 0.8, r"\b(?:play|playing|assume|take on|adopt) (?:the |a )?(?:role|part|persona|identity"
          r"|character) of\b",
          r"\bas if\b[^.?!\n]{0,50}\b(?:approved|said yes|agreed|allowed|no rules|authori[sz]ed|no restrictions"
          r"|no limits)\b"),
    *_raw("other_role", 1.0, r"\bdo anything now\b", r"\bjailbr(?:eak|oken)\b"),
    # words of somebody else's turn
    *_raw("fake_turn", 1.0,
          r"<\|[a-z_]+\|>", r"\[/?inst\]", r"<</?sys>>",
          r"</?\s*(?:system|assistant|developer|instructions?|admin|prompt|override|tool_?(?:result|call|use"
          r"|response)s?"
          r"|function_?(?:call|result)s?|approval|policy|context|documents?|user|customer(?:_message)?)\b[^>\n]{0,60}>",
          r"[\"']?\brole[\"']?\s*[:=]\s*[\"'](?:system|assistant|developer|tool|function)[\"']",
          r"(?m)^\s*#{2,}\s*(?:system|instructions?|assistant|developer|new task|response|end of|override)\b",
          r"\b(?:begin|end|start)(?: of)? (?:the )?(?:system|admin|developer|privileged|trusted|untrusted|user"
          r"|customer|document|tool"
          r"|external|retrieved|knowledge)(?:'s)? ?\w* ?(?:prompt|message|input|override|block|section|output|data"
          r"|instructions?"
          r"|results?|content|text|page|note)\b"),
    *_raw("fake_turn", 0.8, r"(?m)(?:^|[.\n|\]>\"])[\s\[(<!{*_=#-]*(?:system|assistant|developer|admin|root|tool"
          r"|supervisor|function)"
          r"(?:[ _-](?:message|prompt|note|override|instruction|instructions|update|notice|directive|command|alert"
          r"|output|result"
          r"|response|approval|config|reply|turn))?[\s\])}>*_=#-]*[:>\]](?!//)\s*\S", among="AERDIKUMGwTN"),
    *_raw("fake_turn", 0.5, r"(?:^|[\n\"])[\s\[(*]*(?:earpiece|gate|desk|expert|human agent|manager)[\s\])*]*:",
          among="AERDIKUM"),
    *_raw("fake_turn", 0.5, r"\[(?:system|admin|internal|developer|override|instruction|note to)[^\]\n]{0,60}\]",
          r"\b(?:system|admin|developer|security|priority|emergency) (?:override|notice|directive|instruction"
          r"|command|message)\b"),
    # the rules are different now
    *_line("policy_changed", 0.45, "R<4!>P", "P<2!>R", "R<3!>E", needs="R", asked=0.2),
    *_line("policy_changed", 0.5, "N<2!>R", "R<2>N<1>[Oel]", needs="RN", asked=0.3),
    *_raw("policy_changed", 0.3, r"\b(?:effective (?:immediately|today|now|as of)|with immediate effect|(?:as of"
          r"|starting) (?:today|now)"
          r"|until further notice|ab sofort|con efecto inmediato|avec effet immediat|supersed\w+|overrid\w+"
          r"|any (?:amount|value|sum|size|reason)|whatever|unlimited|no limit|head office|headquarters|memo)\b",
          more=True),
    *_raw("policy_changed", 0.5, r"\btakes? (?:precedence|priority) over\b"),
    # approval was given
    *_line("claims_approval", 0.8, "Y<1>W<4>A", "A<3>f<1>YW", needs="YWA", asked=0.4),
    *_line("claims_approval", 0.5, "(?<!m)(?<!m.)W<4>A", "A<2!>f<2!>W(?![^|]{0,3}e)", needs="WA", asked=0.2,
           where=("customer", "tool_result", "knowledge")),
    *_line("claims_approval", 0.6, "Y<1>W<4>[Th]<5>[EFAK]", needs="YW", asked=0.3),
    *_line("claims_approval", 0.6, "m<1>[wn]<2>Y?A", "mnA", "mw<3>A", "U<1>m?<1>A<2>[DEN]", needs="A", asked=0.2),
    *_line("claims_approval", 0.5, "n[q-]?A", "[tF]<2>[wq]<2>n<1>A", needs="A", asked=0.2),
    *_line("claims_approval", 0.8, "B<1!>[EF]<2!>A", needs="BA", asked=0.2),
    *_raw("claims_approval", 0.9, r"\b(?:override|bypass|master|admin|unlock) (?:code|key|token|password|pin)\b"),
    *_raw("claims_approval", 0.6, r"\bpre-?(?:approved|authori[sz]ed|cleared|vetted)\b",
          r"\b(?:approval|authori[sz]ation|permission|clearance|consent)\b[^.?!\n]{0,12}\b(?:granted|given|obtained"
          r"|confirmed|received"
          r"|on file|in place|secured|code|reference|id|number|is attached|was given)\b", asked=0.3),
    *_raw("claims_approval", 0.9, r"\b(?:consider|treat|regard|count|mark|log|record|take|assume"
          r"|deem)\b[^.?!\n]{0,60}\b"
          r"(?:approved|approval|authori[sz]ed|authori[sz]ation|pre-?approved|verified|cleared|consent|permission"
          r"|answered|granted)\b",
          asked=0.4),
    *_raw("claims_approval", 0.5, r"\b(?:said|answered|replied|gave|clicked|responded|signed|given"
          r"|got)\b\W{1,3}(?:it'?s |that's |it )?"
          r"(?:yes|ok(?:ay)?|fine|off|a green light|the green light|the go-ahead|go-ahead|the ok(?:ay)?|the nod)\b",
          asked=0.3),
    *_raw("claims_approval", 0.5, r"\b(?:i am|i'm|this is|speaking as|as) (?:actually |also |now |here )?(?:the"
          r"|your|an?|one of (?:the|your)|from)"
          r"(?: \w+){0,2} (?:administrator|admin|developer|supervisor|ceo|cto|coo|cfo|engineer|operator|owner"
          r"|compliance|it|auditor"
          r"|manager|director|executive|expert|head of \w+)\b", where=("customer",), asked=0.3),
    # do not ask anybody
    *_line("skips_check", 0.8, "(?<!m)(?<!m.)[ND][^|?mqUp,]{0,4}K(?!m)", asked=0.3, where=("customer", "tool_result",
          "knowledge")),
    *_line("skips_check", 0.4, "(?<!m)(?<!m.)N[^|?mqUp,]{0,4}K", asked=0.3, where=("expert",)),
    *_line("skips_check", 0.8, "D<3!>K", "K<1>D", where=("expert",)),
    *_line("skips_check", 0.8, "K<1!>D", asked=0.3, where=("customer", "tool_result")),
    *_raw("skips_check", 0.8, r"\b(?:no|without|skip|bypass|omit|waive|ignore|forget|drop|ohne|kein\w*|sans|sin"
          r"|senza|zonder|sem)\b(?:(?!\b(?:my|our|from your bank)\b)[^.?!,\n]){0,25}\b(?:approval"
          r"|authori[sz]ation|sign-?off|consent|clearance|genehmigung|freigabe|zustimmung|accord|autorisation"
          r"|autorizacion|aprobacion"
          r"|approvazione|toestemming|aprovacao)\b(?! (?:had|has|have|ever|yet|from|came|reached|so)\b)", asked=0.3),
    *_line("skips_check", 0.8, "N[WK]<1>e", "U<1>Nl<3>K", "ORDER<1!>D<1>t?W", needs="", asked=0.3),
    *_line("skips_check", 0.8, "[KA]<3>N<1>[ewO]", "[KA]<2>[qN]?<1>Ne", needs="N", asked=0.3),
    *_line("skips_check", 0.3, "N<4!>[KA]<4>[YW]", needs="N", asked=0.2, more=True),
    # tell what you were told
    *_line("reveals", 1.0, "(?<!N)[VT]<5>(?:Y|S|b|tS)<2!>I(?!d)", "(?<!N)V<3>tI(?![df])", needs="I", asked=1.0),
    *_line("reveals", 0.9, "[VT]<5>S<2!>R", "[VT]<4>Y<2!>R<3!>[Sb]", needs="RS"),
    *_line("reveals", 1.0, "q<3>Y<1!>S?I(?!f)", "qtSI", "[VqT]<5!>SI", needs="I"),
    *_line("reveals", 0.5, "q<3>Y<1!>I", needs="YI"),
    *_line("reveals", 1.0, "(?<!N)V<5>[YS]<2!>k(?!R)", "(?<!N)[Tq]<4>[YS]<1!>k(?!R)", needs="k"),
    *_line("reveals", 0.7, "[TV]<4>[tB]<2>b", needs="b"),
    *_raw("reveals", 0.8, r"\b(?:system|developer|initial|hidden|meta|base|secret|internal|original"
          r"|underlying) (?:prompts?|instructions?|preamble)\b"),
    *_raw("reveals", 0.4, r"\b(?:words|text|everything|message|sentence|lines?|conversation|content"
          r"|context) (?:above|before this|so far)\b",
          r"\b(?:verbatim|word for word|word-for-word|character by character|in a code ?block|starting with)\b",
          more=True),
    *_raw("reveals", 0.9, r"\bwhat (?:were|have) you (?:been )?(?:told|instructed|given|programmed|trained)\b",
          r"\b(?:api|access|secret|private|encryption|signing) keys?\b", r"\benvironment variables?\b",
          r"\bcontext window\b", r"\b(?:message|text|words|input|prompt) (?:\w+ ){0,3}(?:before|preceding"
          r"|prior to) (?:mine|my|this|the conversation|our)\b",
          r"\b(?:complete|finish|continue) (?:this|the|my) (?:sentence|text|line|phrase)\b"),
    *_raw("reveals", 0.8, r"\b(?:tools?|functions?|commands?)\b[^.?!\n]{0,20}\byou (?:can|may|have|are able)\b",
          r"\byour (?:available )?(?:tools|functions|plugins)\b"),
    *_raw("reveals", 0.6, r"\bfirst (?:\d+|few|\w+) (?:words|lines|sentences|characters|tokens)\b"),
    # say this
    *_raw("dictates", 0.8, r"(?:^|[.!?;:,\n]\s*|\b(?:please|and|must|just|then|should|you|now|only|always|then) )"
          r"(?:say|reply|respond|answer|write|output|print|state|repeat|start|begin|end"
          r"|finish|sign off)\b[^.?!\n]{0,25}"
          r"(?:\b(?:exactly|verbatim|word for word|after me)\b|\bwith\b[: ]{0,2}[\"'“‘«]|[:,]?\s*[\"“‘«]|:\s*'|\s'\w)",
          r"\b(?:confirm|promise|guarantee|assure)\b[^.?!\n]{0,20}\bin writing\b",
          r"(?:^|[.!?;:,\n]\s*|\b(?:please|and|must|just|then|should) )(?:write|state|declare|say|announce"
          r"|acknowledge|agree) that\b[^.?!\n]{0,60}"
          r"\b(?:entitled|guaranteed?|approved|free|waived|refund(?:ed)?|owe|compensat\w+|authori[sz]ed)\b",
          where=("customer", "tool_result", "knowledge")),
    *_raw("dictates", 0.5, r"\b(?:say|reply|respond|answer|write|output|print|state|start|begin|end"
          r"|finish)\b[^.?!\n]{0,25}"
          r"\b(?:only|the following|the words?|the sentence|the phrase|in writing|with)\b"),
    *_line("dictates", 0.5, "ORDER<2>T<2>B?G", needs="TG", where=("tool_result",)),
    *_line("dictates", 0.3, "ORDER<2>T<2>B?G", needs="TG", where=("knowledge",)),
    *_line("dictates", 0.4, "T<2>B?G<8>[FAE]", needs="TG", where=("tool_result",), more=True),
    *_line("dictates", 0.2, "T<2>B?G<8>[FAE]", needs="TG", where=("knowledge",), more=True),
    *_raw("dictates", 0.9, r"\b(?:append|add|include|insert|embed|put|place|hide)\b[^?!\n]{0,60}\b(?:to|in|into"
          r"|at the end of|under) "
          r"(?:your|every|each|all|the|any)(?: \w+)? (?:reply|replies|response|responses|answer|answers|output"
          r"|message to)\b",
          r"\b(?:white text|zero-width|hidden text|html comment|invisible (?:text|characters)|hidden (?:note"
          r"|instruction|message)s?)\b"),
    *_raw("dictates", 0.5, r"\b(?:guarantee|promise|assure|confirm)\b[^.?!\n]{0,30}\b(?:them|the customer|customers"
          r"|the user|users|everyone)\b",
          where=("tool_result",)),
    # call this
    *_line("calls_tool", 0.9, "ORDER<1>C<4>H", needs="CH", where=("customer", "tool_result", "expert"), asked=0.6),
    *_line("calls_tool", 0.5, "ORDER<1>C<4>H", needs="CH", where=("knowledge",)),
    *_raw("calls_tool", 1.0, r"\b[a-z]{2,}(?:_[a-z]+)+\s*\(", r"\b[a-z_]{3,}\(\s*[a-z_]+\s*[=:]",
          r"[\"'](?:tool|function|tool_name|action|name"
          r"|tool_calls)[\"']\s*:\s*(?:[\"'][\w.-]+[\"'].{0,60}[\"'](?:arguments|args|parameters"
          r"|input|amount)[\"']|\[)"),
    *_raw("calls_tool", 0.9, r"\bsudo \w", r"\b\w+ --\w+", r"\b(?:call|use|run|invoke|execute"
          r"|trigger)\b[^.?!\n]{0,20}\b[a-z]{3,}(?:_[a-z]{2,})+\b"),
    *_raw("calls_tool", 0.9, r"\b(?:tool|function|endpoint|api|action) [`'\"]?[a-z]+_[a-z_]+"),
    *_raw("calls_tool", 0.5, r"\b(?:use|with|via) (?:the |your )?\w+ (?:tool|function|api)\b", asked=0.2),
    # send it there
    *_raw("sends_away", 0.6, r"\b(?:send|forward|post|email|mail|upload|submit|transmit|report|cc|bcc|copy|leak"
          r"|exfiltrate|export|deliver"
          r"|schicke|sende|envoie|envoyez|envia|envie)\b[^?!\n]{0,90}(?:https?://|www\.|hxxp|[\w.+-]+@[\w-]+\.\w"
          r"|[\w-]+\.(?:com|net|io|ru|xyz)/)"),
    *_raw("sends_away", 0.5, r"\b(?:conversation|transcript|chat(?: history| log)?|history|customer(?:'s"
          r"|s)? (?:\w+ )?(?:data|details|records?|info"
          r"\w*|name|address|email)|personal (?:data|details)|account (?:data|details|numbers?)|card (?:numbers?"
          r"|details)|all (?:orders|emails"
          r"|names|data)|passwords?|credentials|tokens?|kundendaten|donnees|datos)\b", where=NOT_PEOPLE, more=True),
    *_raw("sends_away", 1.0, r"!\[[^\]]*\]\((?:https?:)?//[^)]*[?&=]"),
    *_raw("sends_away", 0.8, r"\b(?:other|all|another|every|previous|last|different)(?: \w+)? (?:customer|user"
          r"|client)s?(?:'s|s'|s')[^.?!\n]{0,30}"
          r"\b(?:data|details|orders?|address(?:es)?|emails?|names?|balances?|numbers?|list|records?|conversations?)\b",
          r"\b(?:data|details|orders|addresses|emails|names|balances|numbers|list|records|conversations"
          r"|transcripts) (?:of|from|about|for) (?:all|other"
          r"|every|another|your)(?: \w+)? (?:customer|user|client)s?\b", asked=0.6, among="VTEhC"),
    # you who are a machine
    *_raw("to_the_machine", 1.0, r"\bif you(?:'re| are) (?:an? )?(?:ai|llm|bot|chatbot|language model|assistant"
          r"|automated|reading this as)\b", where=NOT_PEOPLE),
    *_raw("other_role", 0.8, r"\bimagine (?:that )?you(?:'re| are| were)\b", asked=0.5),
    *_raw("to_the_machine", 0.8, r"\b(?:note|attention|message|instructions?|notice|important|memo|reminder|hint"
          r"|hinweis|achtung|nota|atencion"
          r"|dear|hey|hello|nachricht|anweisung|instruccion)\b\W{0,3}(?:to|for|an|fur|pour|para|a)?\W{0,3}(?:the"
          r"|any|all|der|die|den|das|la|el"
          r"|our|your|every|whichever)?\W{0,3}(?:\w+[ -]){0,2}(?:ai|assistants?|bots?|chatbots?|llms?|copilot|ki|ia"
          r"|asistente"
          r"|language models?|automat\w+)\b", where=NOT_PEOPLE),
    *_raw("to_the_machine", 0.4, r"\b(?:note|attention|message|instructions?|important)\b\W{0,3}(?:to"
          r"|for)\W{0,3}(?:\w+ ){0,2}(?:agents?|models?)\b",
          where=NOT_PEOPLE),
    *_line("to_the_machine", 0.5, "(?:^|[|?])M[:,]", "M<1>w", "sM", "Uqt<2>M", needs="M", where=NOT_PEOPLE),
    *_line("to_the_machine", 0.8, "M<1>w<2>[TEVC]", needs="Mw", where=NOT_PEOPLE),
    *_line("to_the_machine", 0.8, "c<1>w<2>[TEVCDO]", needs="cw", where=("tool_result",)),
    *_line("to_the_machine", 0.3, "c<1>w<2>[TEVC]", needs="cw", where=("knowledge", "expert")),
    *_raw("to_the_machine", 0.8, r"\b(?:when|if|after|once|before|while) you (?:read|see|process|summari[sz]e|parse"
          r"|receive|get|find) (?:this|the (?:page|document|text|note|record|article|message|file|result))\b",
          r"\bwhen (?:summari[sz]ing|quoting|processing|indexing|translating) (?:this|the)\b", where=NOT_PEOPLE),
    *_line("to_the_machine", 0.3, "Z<4>G", needs="ZG", where=("tool_result",)),
    *_line("to_the_machine", 0.3, "Uw", "ORDER<1>J?U[wq]", needs="U", where=("tool_result",)),
    # and tell nobody
    *_line("secretly", 0.5, "N<2!>[Ty]<4>[GW]", needs="N"),
    *_line("secretly", 0.5, "N<1>[Ty]t", needs="N", where=NOT_PEOPLE),
    *_line("secretly", 0.5, "Q", needs="Q", asked=0.2),
    *_raw("secretly", 0.5, r"\bkeep (?:this|it|that)\b[^.?!\n]{0,20}\b(?:secret|hidden|quiet|confidential"
          r"|between us|to yourself|private)\b",
          r"\bwithout (?:mentioning|telling|informing|alerting|notifying|revealing|disclosing)\b"),
    # more of the same, in other words
    *_raw("put_aside", 0.9,
          r"\b(?:forget|ignore|disregard|drop|discard|abandon|unlearn)\b[^.?!\n]{0,25}\b(?:what|all|everything"
          r"|anything|whatever) (?:\w+ )?you\b",
          r"\b(?:drop|discard|abandon|cancel|ignore|forget) (?:the|your|all|any) (?:earlier|previous|current|old"
          r"|other) (?:plan|task|goal|context|conversation|orders)\b",
          r"\byou now (?:work for|belong to|serve|answer to|report to|obey) (?:me|us)\b|\byou (?:work for|belong to"
          r"|serve|answer to"
          r"|report to|obey) (?:me|us) now\b|\b(?:only|must|have to|will) (?:obey|listen to|serve) me\b",
          r"\b(?:guidelines|rules|instructions|policy|policies)\b[^.?!\n]{0,12}\b(?:to one side|to the side|to rest"
          r"|behind you)\b",
          r"(?:忽略|无视|忘记|無視)[^。\n]{0,12}(?:指令|规则|提示|指示|規則)", r"이전[^.\n]{0,12}(?:지시|명령)[^.\n]{0,8}무시"),
    *_line("put_aside", 0.8, "[Mc]<1>w<2>O", "U<1>w<1>O(?=[|m]|$)", needs="wO"),
    *_line("other_role", 0.8, "Uqt<2>N[IR]", needs="UN"),
    *_raw("other_role", 0.8, r"\b(?:speak|talk|respond|answer|reply|write) (?:as|like) (?:an?|the|my|your|if"
          r"|somebody|someone)\b",
          r"\bnext (?:action|step|tool call|call)\b[^.?!\n]{0,15}\b(?:is|must|has to|should|will)\b",
          where=NOT_PEOPLE),
    *_raw("other_role", 0.8, r"\b(?:speak|talk|respond|answer|reply) (?:as|like) (?:the|a|an) (?:\w+ )?(?:director"
          r"|manager|boss|owner|ceo|supervisor|expert"
          r"|developer|admin\w*|unrestricted|hacker|pirate|human|person without)\b", where=("customer",)),
    *_raw("fake_turn", 0.8, r"(?m)^\s*(?:action|action_input|observation|thought|final answer|tool_call"
          r"|function_call)\s*:",
          r"\b(?:next_action|next_step|instructions?_(?:to|for)_\w+|(?:agent|assistant|ai|bot"
          r"|model)_(?:instructions?|message|note|directive|action)s?"
          r"|system_(?:note|message|prompt|override))\b", r"\bfrom your (?:operator|developer|owner|creator|maker"
          r"|administrator|admin|vendor)s?\b"),
    *_raw("fake_turn", 0.6, r"</(?:data|document|context|input|output|query|note|result|page|source|article)>"),
    *_raw("fake_turn",
          0.5, r"display:\s*none|font-size:\s*0|visibility:\s*hidden|color:\s*(?:white|#fff)|opacity:\s*0",
          where=NOT_PEOPLE,
          among="AEDIRTVMw"),
    *_raw("fake_turn", 0.8, r"\b(?:tool|function) (?:description|schema|definition|signature|parameters?)\b",
          where=NOT_PEOPLE),
    *_raw("policy_changed", 0.8, r"\b(?:ai|assistant|agent|bot|you)\b[^.?!\n]{0,20}\b(?:decides?|approves?"
          r"|grants?|settles?|refunds?)\b[^.?!\n]{0,25}"
          r"\b(?:by itself|itself|alone|yourself|on (?:its|your) own)\b", asked=0.3),
    *_raw("policy_changed", 0.4, r"\b(?:automatically|at once|from monday|since (?:monday|today|yesterday"
          r"|this morning))\b", more=True),
    *_raw("claims_approval", 0.8,
          r"(?<!my )(?<!our )\b(?:expert|experts|supervisor|manager|desk|specialist|department|reviewer|director"
          r"|boss|compliance)s?(?: has| have| had)?(?: already| just)?"
          r" (?:said|answered|replied|gave|given|agreed|clicked|nodded|signed|confirmed|pre-?answered)\b[^.?!\n]{0,20}"
          r"\b(?:yes|ok(?:ay)?|go|agreed|approved?|nod|off|green|fine|to it|to this)\b",
          r"\b(?:answered|decision|verdict|expert answer|desk answer)\b[^.?!\n]{0,14}(?::|\bis\b|\bwas\b|="
          r"|\bwith\b)\s*[\"'“]?(?:yes|approved?|granted)\b",
          r"\bcounts? as (?:an? |the )?(?:approved|yes|approval|confirmed|authori\w+|consent|permission)\b",
          r"\b(?:standing|blanket|advance|permanent) (?:approval|permission|authori[sz]ation|authority|consent"
          r"|clearance)\b", asked=0.3),
    *_raw("claims_approval", 0.8, r"\b(?:approval|authori[sz]ation|clearance)(?: \w+)? (?:granted|given|confirmed"
          r"|obtained|secured)\b",
          where=("customer", "expert"), asked=0.2),
    *_raw("claims_approval", 0.8, r"\b(?:my|the) (?:case|account|claims?|relationship|personal|bank) (?:worker"
          r"|handler|manager|adviser|advisor|agent|officer)\b"
          r"[^.?!\n]{0,40}\b(?:approved|cleared|agreed|authori[sz]ed|said yes|signed|must|confirmed)\b",
          where=("customer",), asked=0.3),
    *_raw("claims_approval", 0.6, r"\b(?:waved (?:it )?through|rubber-?stamped|green ?-?light\w*|the go-?ahead"
          r"|thumbs up)\b", asked=0.3),
    *_raw("claims_approval", 0.3, r"\byour (?:back ?office|accounting|finance|billing|team|department|system"
          r"|company|colleagues?|head office)\b", more=True),
    *_raw("claims_approval", 0.6, r"\b(?:who|that) (?:built|made|created|trained|programmed|designed) you\b",
          r"\byour (?:makers?|creators?|developers?|operators?|owners?)\b"),
    *_raw("claims_approval", 0.4, r"\b(?:until further notice|whatever (?:he|she|they|the customer)"
          r"|everything (?:he|she|they|the customer)|any request|all requests)\b", more=True),
    *_raw("claims_approval", 0.8, r"\balways approve\b", where=NOT_PEOPLE),
    *_line("claims_approval", 0.5, "A<2>n", "B<1>A", needs="A", asked=0.2),
    *_raw("skips_check", 0.8, r"\b(?:disable|deactivate|suspend|remove|lift|turn off|switch off|drop|skip|bypass"
          r"|disabling|end|kill|unlock|open)\b[^.?!,\n]{0,25}"
          r"\b(?:approvals?|gates?|guards?|safeguards?|identity checks?|verification|limit checks?|confirmations?"
          r"|reviews?)\b", asked=0.3),
    *_raw("skips_check", 0.8, r"\b(?:do not|don't|never|no need to|needn't|need not|without"
          r"|stop) (?:\w+ )?open(?:ing)? (?:an? |any |new |more )?(?:cards?|tickets?|cases?|consults?)\b",
          r"\byou (?:have to |must |can |may |should |will |need to )?(?:decide|approve|settle|handle (?:it"
          r"|this))(?: \w+){0,3} (?:yourself|alone|on your own)\b", asked=0.3),
    *_raw("skips_check", 0.5, r"\b(?:without|no)(?: an?| any| the| further| more| your)?(?: \w+)? (?:experts?"
          r"|supervisors?|managers?|humans?|person|specialists?|colleagues?"
          r"|desk|reviewers?)\b(?! (?:answered|called|came|was|is|in|at|has|helped))", asked=0.3),
    *_raw("skips_check", 0.4, r"\b(?:all|every|any|each|other)(?: \w+){0,2} (?:conversations?|customers?|refunds?"
          r"|requests?|cards?|cases?|questions?|credits)\b"
          r"|\b(?:rest of the (?:day|week|month)|from now on|in (?:the )?future|always)\b",
          where=("expert",), more=True),
    *_raw("reveals", 0.9, r"(?<!never )(?<!not )(?<!n\'t )\b(?:reveal|show|tell|give|list|print|share|disclose"
          r"|send)\b[^.?!\n]{0,20}\b(?:admin|master|system|database|root|staff|internal|your|all) "
          r"(?:passwords?|credentials|logins?)\b"),
    *_raw("reveals", 0.6, r"\badmin (?:panel|mode|rights|access|console)\b", asked=0.3),
    *_raw("sends_away", 0.8, r"\b(?:read|tell|give|show|send) me (?:his|her|their)\b[^.?!\n]{0,40}\b(?:details"
          r"|numbers?|address|balance|data|accounts?|orders?|card)\b",
          asked=0.7, where=("customer",)),
    *_raw("sends_away", 0.8, r"\b(?:transfer|send|pay|wire"
          r"|move)\b[^.?!\n]{0,60}\b(?:[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,}|account \d{6,}|wallet)\b", where=DATA),
    *_raw("sends_away", 0.4, r"\b(?:whole|full|entire|nightly|complete) (?:file|profile|export|record|history"
          r"|list)\b|\bprivate (?:address|mail|e-?mail|account)\b"
          r"|\b(?:all|every|other) \w* ?customers?\b", where=NOT_PEOPLE, more=True),
    *_raw("to_the_machine", 0.8, r"\b(?:to|for|an|fur|pour|para|voor|per|till|til|dla|do"
          r"|a)\b\W{1,3}(?:\w+\W){0,2}(?:ai|ki|ia|assistent\w*|asistente\w*|assistente"
          r"|assistant\w*|chatbot\w*|bot\w*|llm\w*|sprachmodell\w*)\b[^.!?\n]{0,25}:", where=NOT_PEOPLE),
    *_raw("to_the_machine", 0.7, r"\bnote (?:for|to) (?:the |any |all )?(?:ai|llm|bot|chatbot|assistant"
          r"|language model)\b", where=("customer",)),
    *_raw("to_the_machine",
          0.6, r"(?:^|[.!?:>)\]\"'(\n]\s*)(?:assistant|ai|bot|llm|chatbot|agent|copilot|gpt)\s*[,:]",
          where=NOT_PEOPLE, among="AERDITVCwN"),
    *_raw("to_the_machine", 0.8, r"\b(?:automated|automatic|artificial|digital|virtual) (?:helper|assistant|agent"
          r"|reader|system|intelligence)s?\b[^.?!\n]{0,25}"
          r"\b(?:read|reads|reading|process\w*|summari\w+|parsing)\b", where=NOT_PEOPLE),
    *_raw("to_the_machine", 0.5, r"\b(?:when|if|whenever) (?:you are |you're )?asked (?:about|for|why|how|whether"
          r"|by)\b", where=NOT_PEOPLE, among="TVEDA"),
    *_raw("dictates", 0.4, r"\b(?:visit|click|go to|open|enter)\b[^.?!\n]{0,20}(?:https?://|www\.)",
          where=("tool_result",), more=True),
    *_raw("dictates", 0.8, r"\btell (?:the )?(?:customer|user|passenger|guest)s?\b[^.?!\n]{0,60}\b(?:although"
          r"|even though) (?:nobody|no one|it is not)\b"),
    *_raw("secretly", 0.5, r"\btell (?:nobody|no one|no-one)\b"),
    # and more
    *_raw("put_aside", 0.8, r"\byour (?:new|earlier|previous|old|original|first) orders\b",
          r"\b(?:treat|regard|consider)\b[^.?!\n]{0,60}\b(?:more important|higher priority|as (?:an? )?(?:order"
          r"|instruction|command|system \w+))\b",
          r"\b(?:forget|ignore)\b[^.?!\n]{0,15}\bwhat they (?:told|taught|said)\b", r"\bstay in (?:character|role)\b"),
    *_line("put_aside", 0.8, "U<2>N<1>R", needs="UNR", asked=0.3),
    *_raw("other_role", 0.6, r"\byou are (?:an?|the|my) (?:\w+ ){0,4}(?:bot|robot|ai|assistant|agent|model|system"
          r"|persona|character)\b", where=("customer",), asked=0.2),
    *_raw("other_role", 0.4, r"\blet's (?:play|pretend|imagine)\b", more=True),
    *_raw("policy_changed", 0.4, r"\bhas been (?:replaced|superseded|withdrawn|abolished|suspended|lifted|waived"
          r"|removed)\b", where=NOT_PEOPLE, asked=0.2),
    *_raw("policy_changed", 0.8, r"\byou (?:now|may now|can now|are now allowed to) (?:accept|approve|refund|pay"
          r"|grant|decide|skip|give|settle|issue)\b", where=NOT_PEOPLE),
    *_raw("claims_approval", 0.9, r"\b(?:treat|count|take|regard)\b[^.?!\n]{0,30}\bas (?:the |an? "
          r"|your )?(?:\w+'s )?(?:yes|approval|consent)\b"),
    *_raw("claims_approval", 0.6, r"\bi (?:hereby |now )?(?:order|command|instruct|direct) you\b",
          r"\b(?:i'm|i am|this is) (?:the |your )?(?:\w+ ){0,2}(?:chief|security team|it team|security|audit team"
          r"|head office|management|admin team)\b",
          where=("customer",), asked=0.3),
    *_raw("claims_approval", 0.4, r"\border you\b|\bhereby\b", where=("customer",), more=True),
    *_raw("skips_check", 0.8, r"\bexempt from\b[^.?!\n]{0,20}\b(?:checks?|verification|approvals?|review)\b",
          r"\bno questions asked\b", asked=0.3),
    *_raw("skips_check", 0.8, r"\b(?:kein\w*|ohne|sans|sin|zonder|senza|sem) (?:\w+ ){0,2}(?:genehmigung|freigabe"
          r"|autorisation|approbation|aprobacion|goedkeuring)\w*\b"),
    *_raw("reveals", 0.9, r"\b(?:everything|all|what|anything) (?:that )?you (?:were|have been|had been"
          r"|'ve been) (?:told|given|instructed|shown)\b",
          r"\bpasswords? (?:of|for|to) the (?:\w+ ){0,2}(?:system|admin|database|backend|portal|panel)\b", asked=0.8),
    *_raw("reveals", 0.9, r"\bask (?:the )?(?:customer|user|caller|client|guest|passenger"
          r"|member)s?\b[^.?!\n]{0,40}\b(?:passwords?|pin|one-?time code|card number"
          r"|cvv|full card|security code|otp)\b", where=NOT_PEOPLE),
    *_raw("sends_away", 0.8, r"\b(?:other|another|last|previous|most recent|different|next) (?:\w+ )?(?:passenger"
          r"|caller|account holder|customer|user|guest|member|client|patient)s?\b",
          asked=0.3, among="VThC", where=("knowledge", "expert")),
    *_raw("sends_away", 0.8, r"\b(?:data|details|names?|record|records|addresses|numbers?|code|orders|bookings|file"
          r"|e-?mails?)\b[^.?!\n]{0,40}\b(?:of|about|from) (?:the |an? )?(?:other|another"
          r"|last|previous|most recent|different|next) (?:\w+ )?(?:passenger|caller|account holder|customer|user"
          r"|guest|member|client|patient)s?\b", asked=0.6),
    *_raw("sends_away", 0.4, r"\b(?:this|the) customer's\b", where=("customer",), more=True),
    *_raw("to_the_machine", 0.8, r"\byou read this\b", r"\bwhoever (?:reads?|processes|handles|sees|works on) this\b",
          r"\b(?:agents?|assistants?|bots?|ais?|models?|llms?|machines?|systems?|readers?|anyone) (?:who |that "
          r"|which )?(?:is |are )?read(?:ing|s)? this\b",
          r"\b(?:your|the) next (?:tool call|reply|message|answer|response|turn)\b",
          r"\b(?:the|any|every|el|la|il|le|der|die|de) (?:assistant|ai|bot|chatbot|asistente|assistente"
          r"|assistent)\b[^.?!\n]{0,15}\b(?:must|shall|has to|is to|should|needs to|debe|muss"
          r"|soll|doit|deve|moet)\b", where=NOT_PEOPLE),
    *_raw("to_the_machine", 0.5, r"\bbinding (?:for|on)\b|\bwhite on white\b", where=NOT_PEOPLE),
    *_raw("secretly", 0.5, r"\b(?:they|he|she|nobody|no one|the customer) (?:won't|will not|will|'ll never"
          r"|will never) (?:check|notice|know|find out|ask)\b", where=NOT_PEOPLE),
    *_raw("wants_effect", 0.4, r"(?:^|[.!?:;,]\s*|\b(?:so|then|and|please|now|to) )(?:refund|pay|credit|transfer"
          r"|reimburse|cancel|close|unlock|release|waive|reverse"
          r"|issue|grant|approve) (?:the|my|an?|all|every|it|this|that|me|him|her|us|them|[£€$]?\d+|booking"
          r"|order|account|invoice|claim)\b", asked=0.1),
    # do this
    *_line("wants_effect", 0.4, "ORDER<1>E(?=[tmYGB9UPEF])<5>[F9GmE]", needs="E", asked=0.1),
    *_line("wants_effect", 0.3, "ORDER<1>V<3>[9FE]<2>[EF9]", needs="V", asked=0.1, where=DATA),
    *_line("wants_effect", 0.2, "BF|FB", "E<2!>B", needs="B", asked=0.1, more=True),
    *_raw("wants_effect", 0.4, r"\bgo ahead\b", r"\bjust (?:do|process|approve|issue|refund|credit|pay|send|release"
          r"|give)\b",
          r"\bproceed\b", asked=0.1),
)  # fmt: skip

QUOTED = re.compile(
    r"\b(?:scam|phish\w*|suspicious|betrug|arnaque|estafa|spam)\b"
    r"|\b(?:people|somebody|someone|some|others|friends?|a (?:video|forum|post|colleague|friend)|videos?|forum"
    r"|youtube|reddit|tiktok) "
    r"(?:\w+ ){0,3}(?:say|says|said|claims?|writes?|write|suggests?|told|tells?)\b"
    r"|\b(?:app|screen|website|site|page|display|device|router|e-?mail|letter|box|label) (?:says?|said|tells?|told"
    r"|shows?)\b"
    r"|\bis (?:this|that|it) (?:really )?(?:real|genuine|legit\w*|from you|true|you)\b"
    r"|\b(?:got|received|sent me|gave me|there was|saw|read|came across|shows?)\b[^.?!\n]{0,50}"
    r"\b(?:text|sms|e-?mail|mail|message|letter|link|pop-?up|call|poster|screen|whatsapp|voicemail)\b"
)
"""A customer who tells of words that came from elsewhere."""
