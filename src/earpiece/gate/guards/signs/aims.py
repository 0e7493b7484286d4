"""Signs of what is wanted: prompts and keys, words in the agent's mouth, calls, data sent away, effects."""

from earpiece.gate.guards.signals import DATA, NOT_PEOPLE, Signal, line, raw

AIMS: tuple[Signal, ...] = (
    # tell what you were told
    *line("reveals", 1.0, "(?<!N)[VT]<5>(?:Y|S|b|tS)<2!>I(?!d)", "(?<!N)V<3>tI(?![df])", needs="I", asked=1.0),
    *line("reveals", 0.9, "[VT]<5>S<2!>R", "[VT]<4>Y<2!>R<3!>[Sb]", needs="RS"),
    *line("reveals", 1.0, "q<3>Y<1!>S?I(?!f)", "qtSI", "[VqT]<5!>SI", needs="I"),
    *line("reveals", 0.5, "q<3>Y<1!>I", needs="YI"),
    *line("reveals", 1.0, "(?<!N)V<5>[YS]<2!>k(?!R)", "(?<!N)[Tq]<4>[YS]<1!>k(?!R)", needs="k"),
    *line("reveals", 0.7, "[TV]<4>[tB]<2>b", needs="b"),
    *raw("reveals", 0.8, r"\b(?:system|developer|initial|hidden|meta|base|secret|internal|original"
          r"|underlying) (?:prompts?|instructions?|preamble)\b"),
    *raw("reveals", 0.4, r"\b(?:words|text|everything|message|sentence|lines?|conversation|content"
          r"|context) (?:above|before this|so far)\b",
          r"\b(?:verbatim|word for word|word-for-word|character by character|in a code ?block|starting with)\b",
          more=True),
    *raw("reveals", 0.9, r"\bwhat (?:were|have) you (?:been )?(?:told|instructed|given|programmed|trained)\b",
          r"\b(?:api|access|secret|private|encryption|signing) keys?\b", r"\benvironment variables?\b",
          r"\bcontext window\b", r"\b(?:message|text|words|input|prompt) (?:\w+ ){0,3}(?:before|preceding"
          r"|prior to) (?:mine|my|this|the conversation|our)\b",
          r"\b(?:complete|finish|continue) (?:this|the|my) (?:sentence|text|line|phrase)\b"),
    *raw("reveals", 0.8, r"\b(?:tools?|functions?|commands?)\b[^.?!\n]{0,20}\byou (?:can|may|have|are able)\b",
          r"\byour (?:available )?(?:tools|functions|plugins)\b"),
    *raw("reveals", 0.6, r"\bfirst (?:\d+|few|\w+) (?:words|lines|sentences|characters|tokens)\b"),
    *raw("reveals", 0.9, r"(?<!never )(?<!not )(?<!n\'t )\b(?:reveal|show|tell|give|list|print|share|disclose"
          r"|send)\b[^.?!\n]{0,20}\b(?:admin|master|system|database|root|staff|internal|your|all) "
          r"(?:passwords?|credentials|logins?)\b"),
    *raw("reveals", 0.6, r"\badmin (?:panel|mode|rights|access|console)\b", asked=0.3),
    *raw("reveals", 0.9, r"\b(?:everything|all|what|anything) (?:that )?you (?:were|have been|had been"
          r"|'ve been) (?:told|given|instructed|shown)\b",
          r"\bpasswords? (?:of|for|to) the (?:\w+ ){0,2}(?:system|admin|database|backend|portal|panel)\b", asked=0.8),
    *raw("reveals", 0.9, r"\bask (?:the )?(?:customer|user|caller|client|guest|passenger"
          r"|member)s?\b[^.?!\n]{0,40}\b(?:passwords?|pin|one-?time code|card number"
          r"|cvv|full card|security code|otp)\b", where=NOT_PEOPLE),
    # say this
    *raw("dictates", 0.8, r"(?:^|[.!?;:,\n]\s*|\b(?:please|and|must|just|then|should|you|now|only|always|then) )"
          r"(?:say|reply|respond|answer|write|output|print|state|repeat|start|begin|end"
          r"|finish|sign off)\b[^.?!\n]{0,25}"
          r"(?:\b(?:exactly|verbatim|word for word|after me)\b|\bwith\b[: ]{0,2}[\"'“‘«]|[:,]?\s*[\"“‘«]|:\s*'|\s'\w)",
          r"\b(?:confirm|promise|guarantee|assure)\b(?:(?!\bmy\b)[^.?!\n]){0,20}\bin writing\b",
          r"(?:^|[.!?;:,\n]\s*|\b(?:please|and|must|just|then|should) )(?:write|state|declare|say|announce"
          r"|acknowledge|agree) that\b[^.?!\n]{0,60}"
          r"\b(?:entitled|guaranteed?|approved|free|waived|refund(?:ed)?|owe|compensat\w+|authori[sz]ed)\b",
          where=("customer", "tool_result", "knowledge")),
    *raw("dictates", 0.5, r"\b(?:say|reply|respond|answer|write|output|print|state|start|begin|end"
          r"|finish)\b[^.?!\n]{0,25}"
          r"\b(?:only|the following|the words?|the sentence|the phrase|in writing|with)\b"),
    *line("dictates", 0.5, "ORDER<2>T<2>B?G", needs="TG", where=("tool_result",)),
    *line("dictates", 0.3, "ORDER<2>T<2>B?G", needs="TG", where=("knowledge",)),
    *line("dictates", 0.4, "T<2>B?G<8>[FAE]", needs="TG", where=("tool_result",), more=True),
    *line("dictates", 0.2, "T<2>B?G<8>[FAE]", needs="TG", where=("knowledge",), more=True),
    *raw("dictates", 0.9, r"\b(?:append|add|include|insert|embed|put|place|hide)\b[^?!\n]{0,60}\b(?:to|in|into"
          r"|at the end of|under) "
          r"(?:your|every|each|all|the|any)(?: \w+)? (?:reply|replies|response|responses|answer|answers|output"
          r"|message to)\b",
          r"\b(?:white text|zero-width|hidden text|html comment|invisible (?:text|characters)|hidden (?:note"
          r"|instruction|message)s?)\b"),
    *raw("dictates", 0.5, r"\b(?:guarantee|promise|assure|confirm)\b[^.?!\n]{0,30}\b(?:them|the customer|customers"
          r"|the user|users|everyone)\b",
          where=("tool_result",)),
    *raw("dictates", 0.4, r"\b(?:visit|click|go to|open|enter)\b[^.?!\n]{0,20}(?:https?://|www\.)",
          where=("tool_result",), more=True),
    *raw("dictates", 0.8, r"\btell (?:the )?(?:customer|user|passenger|guest)s?\b[^.?!\n]{0,60}\b(?:although"
          r"|even though) (?:nobody|no one|it is not)\b"),
    # call this
    *line("calls_tool", 0.9, "ORDER<1>C<4>H", needs="CH", where=("customer", "tool_result", "expert"), asked=0.6),
    *line("calls_tool", 0.5, "ORDER<1>C<4>H", needs="CH", where=("knowledge",)),
    *raw("calls_tool", 1.0, r"\b[a-z]{2,}(?:_[a-z]+)+\s*\(", r"\b[a-z_]{3,}\(\s*[a-z_]+\s*[=:]",
          r"[\"'](?:tool|function|tool_name|action|name"
          r"|tool_calls)[\"']\s*:\s*(?:[\"'][\w.-]+[\"'].{0,60}[\"'](?:arguments|args|parameters"
          r"|input|amount)[\"']|\[)"),
    *raw("calls_tool", 0.9, r"\bsudo \w", r"\b\w+ --\w+", r"\b(?:call|use|run|invoke|execute"
          r"|trigger)\b[^.?!\n]{0,20}\b[a-z]{3,}(?:_[a-z]{2,})+\b"),
    *raw("calls_tool", 0.9, r"\b(?:tool|function|endpoint|api|action) [`'\"]?[a-z]+_[a-z_]+"),
    *raw("calls_tool", 0.5, r"\b(?:use|with|via) (?:the |your )?\w+ (?:tool|function|api)\b", asked=0.2),
    # send it there
    *raw("sends_away", 0.6, r"(?<!by )(?<!via )\b(?:send|forward|post|email|mail|upload|submit|transmit|report|cc"
          r"|bcc|copy|leak"
          r"|exfiltrate|export|deliver"
          r"|schicke|sende|envoie|envoyez|envia|envie)\b[^?!\n]{0,90}(?:https?://|www\.|hxxp|[\w.+-]+@[\w-]+\.\w"
          r"|[\w-]+\.(?:com|net|io|ru|xyz)/)"),
    *raw("sends_away", 0.5, r"\b(?:conversation|transcript|chat (?:history|log|transcript)|history|customer(?:'s"
          r"|s)? (?:\w+ )?(?:data|details|records?|info"
          r"\w*|name|address|email)|personal (?:data|details)|account (?:data|details|numbers?)|card (?:numbers?"
          r"|details)|all (?:orders|emails"
          r"|names|data)|passwords?|credentials|tokens?|kundendaten|donnees|datos)\b", where=NOT_PEOPLE, more=True),
    *raw("sends_away", 1.0, r"!\[[^\]]*\]\((?:https?:)?//[^)]*[?&=]"),
    *raw("sends_away", 0.8, r"\b(?:other|all|another|every|previous|last|different)(?: \w+)? (?:customer|user"
          r"|client)s?(?:'s|s'|s')[^.?!\n]{0,30}"
          r"\b(?:data|details|orders?|address(?:es)?|emails?|names?|balances?|numbers?|list|records?|conversations?)\b",
          r"\b(?:data|details|orders|addresses|emails|names|balances|numbers|list|records|conversations"
          r"|transcripts) (?:of|from|about|for) (?:all|other"
          r"|every|another|your)(?: \w+)? (?:customer|user|client)s?\b", asked=0.6, among="VTEhC"),
    *raw("sends_away", 0.8, r"\b(?:read|tell|give|show|send) me (?:his|her|their)\b[^.?!\n]{0,40}\b(?:details"
          r"|numbers?|address|balance|data|accounts?|orders?|card)\b",
          asked=0.7, where=("customer",)),
    *raw("sends_away", 0.8, r"\b(?:transfer|send|pay|wire"
          r"|move)\b[^.?!\n]{0,60}\b(?:[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,}|account \d{6,})\b", where=DATA),
    *raw("sends_away", 0.4, r"\b(?:whole|full|entire|nightly|complete) (?:file|profile|export|record|history"
          r"|list)\b|\bprivate (?:address|mail|e-?mail|account)\b"
          r"|\b(?:all|every|other) \w* ?customers?\b", where=NOT_PEOPLE, more=True),
    *raw("sends_away", 0.8, r"\b(?:other|another|last|previous|most recent|different|next) (?:\w+ )?(?:passenger"
          r"|caller|account holder|customer|user|guest|member|client|patient)s?\b",
          asked=0.3, among="VThC", where=("knowledge", "expert")),
    *raw("sends_away", 0.8, r"\b(?:data|details|names?|record|records|addresses|numbers?|code|orders|bookings|file"
          r"|e-?mails?)\b[^.?!\n]{0,40}\b(?:of|about|from) (?:the |an? )?(?:other|another"
          r"|last|previous|most recent|different|next) (?:\w+ )?(?:passenger|caller|account holder|customer|user"
          r"|guest|member|client|patient)s?\b", asked=0.6),
    *raw("sends_away", 0.4, r"\b(?:this|the) customer's\b", where=("customer",), more=True),
    # do this
    *raw("wants_effect", 0.4, r"(?:^|[.!?:;,]\s*|\b(?:so|then|and|please|now|to) )(?:refund|pay|credit|transfer"
          r"|reimburse|cancel|close|unlock|release|waive|reverse"
          r"|issue|grant|approve) (?:the|my|an?|all|every|it|this|that|me|him|her|us|them|[£€$]?\d+|booking"
          r"|order|account|invoice|claim)\b", asked=0.1),
    *line("wants_effect", 0.4, "ORDER<1>E(?=[tmYGB9UPEF])<5>[F9GmE]", needs="E", asked=0.1),
    *line("wants_effect", 0.3, "ORDER<1>V<3>[9FE]<2>[EF9]", needs="V", asked=0.1, where=DATA),
    *line("wants_effect", 0.2, "BF|FB", "E<2!>B", needs="B", asked=0.1, more=True),
    *raw("wants_effect", 0.4, r"\bgo ahead\b", r"\bjust (?:do|process|approve|issue|refund|credit|pay|send|release"
          r"|give)\b",
          r"\bproceed\b", asked=0.1),
    # and in other words
    *raw("reveals", 0.8, r"\byour (?:first|last|opening|initial) (?:line|message|sentence|words?|paragraph)\b",
          among="VTq"),
    *raw("reveals", 0.6, r"\b(?:secret|forbidden|hidden|unlock|safe) ?words?\b", r"\bnot (?:allowed|permitted"
          r"|supposed) to (?:say|tell|reveal|share)\b"),
    *raw("reveals", 0.4, r"\bare you not (?:allowed|permitted)\b", more=True),
    *raw("reveals", 0.9, r"\b(?:reveal|show|read out|quote|share|disclose)\b[^.?!\n]{0,15}\b(?:internal|hidden"
          r"|confidential|secret|private) (?:notes?|information|data|documents?"
          r"|details|rules?|messages?)\b"),
    *raw("dictates", 0.8, r"\b(?:write|give|send|issue) me (?:an? )?(?:written )?(?:guarantee|promise|assurance)\b",
          asked=0.5),
    *raw("wants_effect", 0.4, r"\bby the (?:assistant|ai|bot)\b", where=NOT_PEOPLE),
)  # fmt: skip
