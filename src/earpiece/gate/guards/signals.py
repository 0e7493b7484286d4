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


def _line(kind: Kind, weight: float, *patterns: str, needs: str = "", where: tuple[Where, ...] = EVERYWHERE,
          asked: float = 1.0, more: bool = False) -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(_spelt(each)), weight, where, asked, more, letters=frozenset(needs))
        for each in patterns
    ]


def _raw(kind: Kind, weight: float, *patterns: str, where: tuple[Where, ...] = EVERYWHERE, asked: float = 1.0,
         more: bool = False, among: str = "") -> list[Signal]:  # fmt: skip
    return [
        Signal(kind, re.compile(each), weight, where, asked, more, raw=True, among=frozenset(among))
        for each in patterns
    ]


def _spelt(pattern: str) -> str:
    """`<5>` is a gap of up to five words within a sentence; `<5!>` one in which nothing is the customer's own and no
    other thing that has instructions is named; `^` where an order may begin."""
    pattern = re.sub(r"<(\d)!>", r"[^|?md]{0,\1}", pattern)
    pattern = re.sub(r"<(\d)>", r"[^|?]{0,\1}", pattern)
    return pattern.replace("ORDER", r"(?:^|[|?,:pJUwM])")


SIGNALS: tuple[Signal, ...] = (
    # put aside what you were told
    *_line("put_aside", 1.0, "D<5!>[BYSUPb]<4!>[IR](?!d)", needs="D"),
    *_line("put_aside", 1.0, "D<4!>I<2!>[Bb]", needs="DI"),
    *_line("put_aside", 1.0, "DB<1!>U", needs="DBU"),
    *_line("put_aside", 0.6, "(?<!m)(?<!m.)ORDER<1!>D<3!>I(?!d)", needs="DI"),
    *_line("put_aside", 0.5, "ORDER<1!>D<2!>b", needs="Db"),
    *_line("put_aside", 0.45, "D<2!>R", needs="DR", asked=0.4),
    *_line("put_aside", 0.8, "N<2!>O<5!>I", "N<2!>O<4!>[YBS]<2!>R", needs="NO"),
    *_line("put_aside", 0.8, "[IR]<3!>Nl?<1>O", needs="NO", asked=0.5),
    *_line("put_aside", 0.8, "U<2>N<3>O<4!>[IRBYt|]", needs="UNO", asked=0.6),
    *_raw("put_aside", 0.9, r"\b(?:switch|turn|shut|take|put|set|lay)(?:ing|ed)? (?:off|down|aside|away)\b[^.?!\n]{0,25}\b(?:guardrails?|filters?|safety"
          r"|restrictions?|rules|checks?|instructions|limits?|policy|polic(?:y|ies)|guidelines)\b",
          r"\b(?:guardrails?|filters?|safety|restrictions?|rules|checks?|instructions|limits?|policies)\b[^.?!\n]{0,15}\b(?:off|aside|down)\b",
          r"\bpay no (?:attention|heed)\b", asked=0.7),
    *_line("put_aside", 0.8, "P<1!>I<1>[:q|]", needs="PI"),
    *_line("put_aside", 0.5, "P<1!>I", "O<3!>PI", needs="PI"),
    # be somebody else
    *_line("other_role", 0.9, "U[qn]?J<1>[MLWXoIN]", "U[qn]?Jt(?!9)", needs="UJ"),
    *_line("other_role", 0.8, "ORDER<1>X(?:<1>U|[^s|?]{0,2}s(?!-s))", needs="X"),
    *_line("other_role", 0.8, "X<4>[MLS]", needs="X", asked=0.7),
    *_line("other_role", 0.8, "L<1>[oM]", "U<3>L", needs="L", asked=0.4),
    *_line("other_role", 0.6, "Wo", needs="Wo", asked=0.4),
    *_raw("other_role", 0.5, r"\b(?:enter|enable|activate|switch (?:in)?to|engage|turn on|start)\b[^.?!\n]{0,25}\bmode\b",
          asked=0.2, more=True),
    *_raw("other_role", 0.9, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward|as of now),? (?:and )?(?:you|your|always"
          r"|never|all|any|every|no)\b"),
    *_raw("other_role", 0.6, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward|ab (?:jetzt|sofort)"
          r"|von (?:jetzt|nun) an|desormais|dorenavant|a partir de (?:ahora|maintenant|este momento)|de ahora en adelante)\b"),
    *_raw("other_role", 0.9, r"\byou(?:'re| are)? (?:have )?no longer (?:an? |the |bound|limited|restricted|required|subject|in )"),
    *_raw("other_role", 1.0, r"\bdo anything now\b", r"\bjailbr(?:eak|oken)\b"),
    # words of somebody else's turn
    *_raw("fake_turn", 1.0,
          r"<\|[a-z_]+\|>", r"\[/?inst\]", r"<</?sys>>",
          r"</?\s*(?:system|assistant|developer|instructions?|admin|prompt|override|tool_?(?:result|call|use|response)s?"
          r"|function_?(?:call|result)s?|approval|policy|context|documents?|user|customer(?:_message)?)\b[^>\n]{0,60}>",
          r"[\"']?\brole[\"']?\s*[:=]\s*[\"'](?:system|assistant|developer|tool|function)[\"']",
          r"(?m)^\s*#{2,}\s*(?:system|instructions?|assistant|developer|new task|response|end of|override)\b",
          r"\b(?:begin|end|start)(?: of)? (?:the )?(?:system|admin|developer|privileged|trusted|untrusted|user|customer|document|tool"
          r"|external|retrieved|knowledge)(?:'s)? ?\w* ?(?:prompt|message|input|override|block|section|output|data|instructions?"
          r"|results?|content|text|page|note)\b"),
    *_raw("fake_turn", 0.8, r"(?m)(?:^|[.\n|\]>\"])[\s\[(<{*_=#-]*(?:system|assistant|developer|admin|root|tool|supervisor|function)"
          r"(?:[ _-](?:message|prompt|note|override|instruction|instructions|update|notice|directive|command|alert|output|result"
          r"|response|approval|config|reply|turn))?[\s\])}>*_=#-]*[:>\]](?!//)\s*\S", among="AERDIKUMGwTN"),
    *_raw("fake_turn", 0.5, r"(?:^|[\n\"])[\s\[(*]*(?:earpiece|gate|desk|expert|human agent|manager)[\s\])*]*:", among="AERDIKUM"),
    *_raw("fake_turn", 0.5, r"\[(?:system|admin|internal|developer|override|instruction|note to)[^\]\n]{0,60}\]",
          r"\b(?:system|admin|developer|security|priority|emergency) (?:override|notice|directive|instruction|command|message)\b"),
    # the rules are different now
    *_line("policy_changed", 0.45, "R<4!>P", "P<2!>R", "R<3!>E", needs="R", asked=0.2),
    *_line("policy_changed", 0.5, "N<2!>R", "R<2>N<1>[Oel]", needs="RN", asked=0.3),
    *_raw("policy_changed", 0.3, r"\b(?:effective (?:immediately|today|now|as of)|with immediate effect|(?:as of|starting) (?:today|now)"
          r"|until further notice|ab sofort|con efecto inmediato|avec effet immediat|supersed\w+|takes? precedence|overrid\w+)\b",
          more=True),
    # approval was given
    *_line("claims_approval", 0.8, "Y<1>W<4>A", "A<3>f<1>YW", needs="YWA", asked=0.4),
    *_line("claims_approval", 0.5, "(?<!m)(?<!m.)W<4>A", "A<2!>f<2!>W", needs="WA", asked=0.2),
    *_line("claims_approval", 0.6, "Y<1>W<4>[Th]<5>[EFAK]", needs="YW", asked=0.3),
    *_line("claims_approval", 0.6, "m<1>[wn]<2>Y?A", "mnA", "mw<3>A", needs="mA", asked=0.2),
    *_line("claims_approval", 0.5, "n[q-]?A", "[tF]<2>[wq]<2>n<1>A", "B<2>F<3>A", needs="A", asked=0.2),
    *_raw("claims_approval", 0.6, r"\bpre-?(?:approved|authori[sz]ed|cleared|vetted)\b",
          r"\b(?:approval|authori[sz]ation|permission|clearance|consent)\b[^.?!\n]{0,12}\b(?:granted|given|obtained|confirmed|received"
          r"|on file|in place|secured|code|reference|id|number|is attached|was given)\b", asked=0.3),
    *_raw("claims_approval", 0.9, r"\b(?:consider|treat|regard|count|mark|log|record|take|assume)\b[^.?!\n]{0,40}\b"
          r"(?:approved|approval|authori[sz]ed|authori[sz]ation|pre-?approved|verified|cleared|consent|permission)\b", asked=0.4),
    *_raw("claims_approval", 0.5, r"\b(?:said|answered|replied|gave|clicked|responded|signed|given|got)\b\W{1,3}(?:it'?s |that's |it )?"
          r"(?:yes|ok(?:ay)?|fine|off|a green light|the green light|the go-ahead|go-ahead|the ok(?:ay)?|the nod)\b", asked=0.3),
    *_raw("claims_approval", 0.5, r"\b(?:i am|i'm|this is|speaking as|as) (?:actually |also |now |here )?(?:the|your|an?|one of (?:the|your)|from)"
          r"(?: \w+){0,2} (?:administrator|admin|developer|supervisor|ceo|cto|coo|cfo|engineer|operator|owner|compliance|it|auditor"
          r"|manager|director|executive|expert|head of \w+)\b", where=("customer",), asked=0.3),
    # do not ask anybody
    *_line("skips_check", 0.6, "(?<!m)(?<!m.)[ND](?<!d)[^|?m]{0,4}[KA](?!m)", needs="", asked=0.3),
    *_line("skips_check", 0.6, "[KA]<3>N<1>[ewO]", "[KA]<2>[qN]?<1>Ne", needs="N", asked=0.3),
    *_line("skips_check", 0.3, "N<4!>[KA]<4>[YW]", needs="N", asked=0.2, more=True),
    # tell what you were told
    *_line("reveals", 1.0, "(?<!N)[VT]<5>(?:Y|S|b|tS)<2!>I(?!d)", "(?<!N)V<3>tI(?!d)", needs="I", asked=1.0),
    *_line("reveals", 0.9, "[VT]<5>S<2!>R", "[VT]<4>Y<2!>R<3!>[Sb]", needs="RS"),
    *_line("reveals", 1.0, "q<3>Y<1!>S?I(?!f)", "qtSI", "[VqT]<5!>SI", needs="I"),
    *_line("reveals", 0.5, "q<3>Y<1!>I", needs="YI"),
    *_line("reveals", 1.0, "(?<!N)V<5>[YS]<2!>k(?!R)", "(?<!N)[Tq]<4>[YS]<1!>k(?!R)", needs="k"),
    *_line("reveals", 0.7, "[TV]<4>[tB]<2>b", needs="b"),
    *_raw("reveals", 0.8, r"\b(?:system|developer|initial|hidden|meta|base|secret|internal|original|underlying) (?:prompts?|instructions?|preamble)\b"),
    *_raw("reveals", 0.4, r"\b(?:words|text|everything|message|sentence|lines?|conversation|content|context) (?:above|before this|so far)\b",
          r"\b(?:verbatim|word for word|word-for-word|character by character|in a code ?block|starting with)\b", more=True),
    *_raw("reveals", 0.9, r"\bwhat (?:were|have) you (?:been )?(?:told|instructed|given|programmed|trained)\b",
          r"\b(?:api|access|secret|private|encryption|signing) keys?\b", r"\benvironment variables?\b"),
    # say this
    *_raw("dictates", 0.8, r"\b(?:say|reply|respond|answer|write|output|print|type|state|repeat|start|begin|end|finish|sign off)\b[^.?!\n]{0,25}"
          r"(?:\b(?:exactly|verbatim|word for word|after me)\b|\bwith\b[: ]{0,2}[\"'“‘«]|[:,]?\s*[\"“‘«]|:\s*')"),
    *_raw("dictates", 0.5, r"\b(?:say|reply|respond|answer|write|output|print|state|start|begin|end|finish)\b[^.?!\n]{0,25}"
          r"\b(?:only|the following|the words?|the sentence|the phrase|in writing|with)\b"),
    *_line("dictates", 0.5, "ORDER<2>T<2>B?G", needs="TG", where=("tool_result",)),
    *_line("dictates", 0.3, "ORDER<2>T<2>B?G", needs="TG", where=("knowledge",)),
    *_line("dictates", 0.4, "T<2>B?G<8>[FAE]", needs="TG", where=DATA, more=True),
    *_raw("dictates", 0.9, r"\b(?:append|add|include|insert|embed|put|place|hide)\b[^?!\n]{0,60}\b(?:to|in|into|at the end of|under) "
          r"(?:your|every|each|all|the|any)(?: \w+)? (?:reply|replies|response|responses|answer|answers|output|message to)\b",
          r"\b(?:white text|zero-width|hidden text|html comment|invisible (?:text|characters)|hidden (?:note|instruction|message)s?)\b"),
    *_raw("dictates", 0.5, r"\b(?:guarantee|promise|assure|confirm)\b[^.?!\n]{0,30}\b(?:them|the customer|customers|the user|users|everyone)\b",
          where=DATA),
    # call this
    *_line("calls_tool", 0.9, "ORDER<1>C<4>H", needs="CH", where=("customer", "tool_result", "expert"), asked=0.6),
    *_line("calls_tool", 0.5, "ORDER<1>C<4>H", needs="CH", where=("knowledge",)),
    *_raw("calls_tool", 1.0, r"\b[a-z]{2,}(?:_[a-z]+)+\s*\(",
          r"[\"'](?:tool|function|tool_name|action|name|tool_calls)[\"']\s*:\s*(?:[\"'][\w.-]+[\"'].{0,60}[\"'](?:arguments|args|parameters"
          r"|input|amount)[\"']|\[)"),
    *_raw("calls_tool", 0.6, r"\b(?:call|use|run|invoke|execute|trigger)\b[^.?!\n]{0,20}\b[a-z]{3,}(?:_[a-z]{2,})+\b"),
    *_raw("calls_tool", 0.9, r"\b(?:tool|function|endpoint|api|action) [`'\"]?[a-z]+_[a-z_]+"),
    *_raw("calls_tool", 0.5, r"\b(?:use|with|via) (?:the |your )?\w+ (?:tool|function|api)\b", asked=0.2),
    # send it there
    *_raw("sends_away", 0.6, r"\b(?:send|forward|post|e?mail|upload|submit|transmit|report|cc|bcc|copy|leak|exfiltrate|export|deliver"
          r"|schicke|sende|envoie|envoyez|envia|envie)\b[^?!\n]{0,90}(?:https?://|www\.|hxxp|[\w.+-]+@[\w-]+\.\w|[\w-]+\.(?:com|net|io|ru|xyz)/)"),
    *_raw("sends_away", 0.5, r"\b(?:conversation|transcript|chat(?: history| log)?|history|customer(?:'s|s)? (?:\w+ )?(?:data|details|records?|info"
          r"\w*|name|address|email)|personal (?:data|details)|account (?:data|details|numbers?)|card (?:numbers?|details)|all (?:orders|emails"
          r"|names|data)|passwords?|credentials|tokens?|kundendaten|donnees|datos)\b", where=NOT_PEOPLE, more=True),
    *_raw("sends_away", 1.0, r"!\[[^\]]*\]\((?:https?:)?//[^)]*[?&=]"),
    *_raw("sends_away", 0.5, r"\b(?:other|all|another|every|previous|last)(?: \w+)? (?:customers?|users?|accounts?)'?s?\b[^.?!\n]{0,30}"
          r"\b(?:data|details|orders?|address(?:es)?|emails?|names?|balances?|numbers?|list|records?|conversations?)\b", more=True),
    # you who are a machine
    *_raw("to_the_machine", 1.0, r"\bif you(?:'re| are) (?:an? )?(?:ai|llm|bot|chatbot|language model|assistant|automated|reading this as)\b"),
    *_raw("to_the_machine", 0.7, r"\b(?:note|attention|message|instructions?|notice|important|memo|reminder|hint|hinweis|achtung|nota|atencion"
          r"|dear|hey|hello|nachricht|anweisung|instruccion)\b\W{0,3}(?:to|for|an|fur|pour|para|a)?\W{0,3}(?:the|any|all|der|die|den|das|la|el"
          r"|our|your|every|whichever)?\W{0,3}(?:\w+[ -]){0,2}(?:ai|assistants?|bots?|chatbots?|llms?|copilot|ki|ia|asistente"
          r"|language models?|automat\w+)\b", where=NOT_PEOPLE),
    *_raw("to_the_machine", 0.4, r"\b(?:note|attention|message|instructions?|important)\b\W{0,3}(?:to|for)\W{0,3}(?:\w+ ){0,2}(?:agents?|models?)\b",
          where=NOT_PEOPLE),
    *_line("to_the_machine", 0.5, "(?:^|[|?])M[:,]", "M<1>w", "sM", "UqtM", needs="M", where=NOT_PEOPLE),
    *_line("to_the_machine", 0.3, "Z<4>G", needs="ZG", where=("tool_result",)),
    *_line("to_the_machine", 0.3, "Uw", "ORDER<1>J?U[wq]", needs="U", where=("tool_result",)),
    # and tell nobody
    *_line("secretly", 0.5, "N<2!>[Ty]<4>[GW]", needs="N"),
    *_line("secretly", 0.5, "N<1>[Ty]t", needs="N", where=NOT_PEOPLE),
    *_line("secretly", 0.5, "Q", needs="Q", asked=0.2),
    *_raw("secretly", 0.5, r"\bkeep (?:this|it|that)\b[^.?!\n]{0,20}\b(?:secret|hidden|quiet|confidential|between us|to yourself|private)\b",
          r"\bwithout (?:mentioning|telling|informing|alerting|notifying|revealing|disclosing)\b"),
    # do this
    *_line("wants_effect", 0.4, "ORDER<1>E(?=[tmYGB9UPE])<5>[F9GmE]", needs="E", asked=0.1),
    *_line("wants_effect", 0.2, "BF|FB", "E<2!>B", needs="B", asked=0.1, more=True),
    *_raw("wants_effect", 0.4, r"\bgo ahead\b", r"\bjust (?:do|process|approve|issue|refund|credit|pay|send|release|give)\b",
          r"\bproceed\b", asked=0.1),
)  # fmt: skip

QUOTED = re.compile(
    r"\b(?:scam|phish\w*|suspicious|betrug|arnaque|estafa|spam)\b"
    r"|\bis (?:this|that|it) (?:really )?(?:real|genuine|legit\w*|from you|true|you)\b"
    r"|\b(?:got|received|sent me|gave me|there was|saw|read|came across|shows?)\b[^.?!\n]{0,50}"
    r"\b(?:text|sms|e-?mail|mail|message|letter|link|pop-?up|call|poster|screen|whatsapp|voicemail)\b"
)
"""A customer who tells of words that came from elsewhere."""
