"""Signs of orders: put aside what you were told, be somebody else, forged turns, you machine, tell nobody."""

from earpiece.gate.guards.signals import NOT_PEOPLE, Signal, line, raw

ORDERS: tuple[Signal, ...] = (
    # put aside what you were told
    *line("put_aside", 1.0, "D<5!>[BYSUPb]<4!>[IR](?!d)", needs="D"),
    *line("put_aside", 1.0, "D<4!>I<2!>[Bb]", needs="DI"),
    *line("put_aside", 1.0, "DB<1!>U", needs="DBU"),
    *line("put_aside", 0.6, "(?<!m)(?<!m.)ORDER<1!>D<3!>I(?!d)", needs="DI"),
    *line("put_aside", 0.5, "ORDER<1!>D<2!>b", needs="Db"),
    *line("put_aside", 0.8, "ORDER<1!>D<2!>R", needs="DR", asked=0.4, where=("customer", "knowledge")),
    *line("put_aside", 0.5, "D<2!>R", needs="DR", asked=0.4),
    *line("put_aside", 0.9, "Y<1>I<3!>P", needs="YIP", asked=0.4),
    *line("put_aside", 0.6, "(?<![md])I<3!>P", needs="IP", asked=0.2),
    *raw("put_aside", 0.9, r"\byour (?:only|new|real|true|sole|actual|next|first) (?:task|job|goal|purpose|role"
          r"|objective|mission|instruction)s?\b"),
    *line("put_aside", 0.8, "(?<!m)(?<!m.)(?<!m..)N<2!>O<5!>I", "N<2!>O<4!>[YBS]<2!>R", needs="NO", asked=0.5),
    *line("put_aside", 0.8, "[IR]<3!>Nl?<1>O", needs="NO", asked=0.5),
    *line("put_aside", 0.8, "U<2>N<3>O<4!>[IRBYt|]", needs="UNO", asked=0.6, where=("customer", "tool_result",
          "expert")),
    *line("put_aside", 0.8, "U<2>N<3>O<4!>[IR]", needs="UNO", where=("knowledge",)),
    *raw("put_aside", 0.9, r"\b(?:switch|turn|shut|take|put|set|lay)(?:ing|ed)? (?:off|down|aside"
          r"|away)\b[^.?!\n]{0,25}\b(?:guardrails?|filters?|safety"
          r"|restrictions?|rules|checks?|instructions|limits?|policy|polic(?:y|ies)|guidelines)\b",
          r"\b(?:guardrails?|filters?|safety|restrictions?|rules|checks?|instructions|limits?"
          r"|policies)\b[^.?!\n]{0,15}\b(?:off|aside|down)\b",
          r"\bpay no (?:attention|heed)\b", asked=0.7),
    *line("put_aside", 0.8, "P<1!>I<1>[:q|]", needs="PI"),
    *line("put_aside", 0.5, "P<1!>I", "O<3!>PI", needs="PI"),
    *raw("put_aside", 0.9,
          r"\b(?:forget|ignore|disregard|drop|discard|abandon|unlearn)\b[^.?!\n]{0,25}\b(?:what|all|everything"
          r"|anything|whatever) (?:\w+ )?you\b",
          r"\b(?:drop|discard|abandon|cancel|ignore|forget) (?:the|your|all|any) (?:earlier|previous|current|old"
          r"|other) (?:plan|task|goal|context|conversation|orders)\b",
          r"\byou now (?:work for|belong to|serve|answer to|report to|obey) (?:me|us)\b|\byou (?:work for|belong to"
          r"|serve|answer to"
          r"|report to|obey) (?:me|us) now\b|\b(?:only|must|have to|will) (?:obey|listen to|serve) me\b",
          r"\b(?:guidelines|rules|instructions|policy|policies)\b[^.?!\n]{0,12}\b(?:to one side|to the side|to rest"
          r"|behind you)\b",
          r"(?:忽略|无视|忘记|無視)[^。\n]{0,12}(?:指令|规则|提示|指示|規則)",
          r"이전[^.\n]{0,12}(?:지시|명령)[^.\n]{0,8}무시"),
    *line("put_aside", 0.8, "[Mc]<1>w<2>O", "U<1>w<1>O(?=[|m]|$)", needs="wO"),
    *raw("put_aside", 0.8, r"\byour (?:new|earlier|previous|old|original|first) orders\b",
          r"\b(?:treat|regard|consider)\b[^.?!\n]{0,60}\b(?:more important|higher priority|as (?:an? )?(?:order"
          r"|instruction|command|system \w+))\b",
          r"\b(?:forget|ignore)\b[^.?!\n]{0,15}\bwhat they (?:told|taught|said)\b", r"\bstay in (?:character|role)\b"),
    *line("put_aside", 0.8, "U<2>N<1>R", needs="UNR", asked=0.3),
    # be somebody else
    *line("other_role", 0.9, "[UY][qn]?J<1>[MLWXoINR]", needs="J"),
    *line("other_role", 0.9, "[UY][qn]?Jt(?!9)", needs="J", where=("customer", "expert")),
    *line("other_role", 0.8, "ORDER<1>X(?:<1>U|[^s|?]{0,2}s(?=[tUMLWZSm]))", needs="X"),
    *line("other_role", 0.8, "X<4>[MLS]", needs="X", asked=0.7),
    *line("other_role", 0.8, "L<1>[oM]", "U<3>L", needs="L", asked=0.4),
    *line("other_role", 0.6, "Wo", needs="Wo", asked=0.4),
    *raw("other_role", 0.5, r"\b(?:enter|enable|activate|switch (?:in)?to|engage|turn on"
          r"|start)\b[^.?!\n]{0,25}\bmode\b",
          asked=0.2, more=True),
    *raw("other_role", 0.9, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward"
          r"|as of now),? (?:and )?(?:you|your|always"
          r"|never|all|any|every|no)\b"),
    *raw("other_role", 0.6, r"\b(?:from (?:now|this (?:moment|point)|here) on(?:wards?)?|henceforth|going forward"
          r"|ab (?:jetzt|sofort)"
          r"|von (?:jetzt|nun) an|desormais|dorenavant|a partir de (?:ahora|maintenant|este momento)"
          r"|de ahora en adelante)\b"),
    *raw("other_role", 0.9, r"\byou(?:'re| are)? (?:have )?no longer (?:an? |the |bound|limited|restricted"
          r"|required|subject|in )"),
    *raw("other_role", 0.8, r"\b(?:play|playing|assume|take on|adopt) (?:the |a )?(?:role|part|persona|identity"
          r"|character) of\b",
          r"\bas if\b[^.?!\n]{0,50}\b(?:approved|said yes|agreed|allowed|no rules|authori[sz]ed|no restrictions"
          r"|no limits)\b"),
    *raw("other_role", 1.0, r"\bdo anything now\b", r"\bjailbr(?:eak|oken)\b"),
    *raw("other_role", 0.8, r"\bimagine (?:that )?you(?:'re| are| were)\b", asked=0.5),
    *line("other_role", 0.8, "Uqt<2>N[IR]", needs="UN"),
    *raw("other_role", 0.8, r"\b(?:speak|talk|respond|answer|reply|write) (?:as|like) (?:an?|the|my|your|if"
          r"|somebody|someone)\b",
          r"\bnext (?:action|step|tool call|call)\b[^.?!\n]{0,15}\b(?:is|must|has to|should|will)\b",
          where=NOT_PEOPLE),
    *raw("other_role", 0.8, r"\b(?:speak|talk|respond|answer|reply) (?:as|like) (?:the|a|an) (?:\w+ )?(?:director"
          r"|manager|boss|owner|ceo|supervisor|expert"
          r"|developer|admin\w*|unrestricted|hacker|pirate|human|person without)\b", where=("customer",)),
    *raw("other_role", 0.6, r"\byou are (?:an?|my) (?:\w+ ){0,4}(?:bot|robot|ai|assistant|agent|model|system"
          r"|persona|character)\b", where=("customer",), asked=0.2),
    *raw("other_role", 0.4, r"\blet's (?:play|pretend|imagine)\b", more=True),
    # words of somebody else's turn
    *raw("fake_turn", 1.0,
          r"<\|[a-z_]+\|>", r"\[/?inst\]", r"<</?sys>>",
          r"</?\s*(?:system|assistant|developer|instructions?|admin|prompt|override|tool_?(?:result|call|use"
          r"|response)s?"
          r"|function_?(?:call|result)s?|approval|policy|context|documents?|user|customer(?:_message)?)\b[^>\n]{0,60}>",
          r"\brole[\"']?\s*[:=]\s*[\"']?(?:system|assistant|developer|tool|function)\b",
          r"(?m)^\s*#{2,}\s*(?:system|instructions?|assistant|developer|new task|response|end of|override)\b",
          r"\b(?:begin|end|start)(?: of)? (?:the )?(?:system|admin|developer|privileged|trusted|untrusted|user"
          r"|customer|document|tool"
          r"|external|retrieved|knowledge)(?:'s)? ?\w* ?(?:prompt|message|input|override|block|section|output|data"
          r"|instructions?"
          r"|results?|content|text|page|note)\b"),
    *raw("fake_turn", 0.8, r"(?m)(?:^|[.\n|\]>\"])[\s\[(<!{*_=#-]*(?:system|assistant|developer|admin|root|tool"
          r"|supervisor|function)"
          r"(?:[ _-](?:message|prompt|note|override|instruction|instructions|update|notice|directive|command|alert"
          r"|output|result"
          r"|response|approval|config|reply|turn))?[\s\])}>*_=#-]*[:>\]](?!//)\s*\S", among="AERDIKUMGwTN"),
    *raw("fake_turn", 0.5, r"(?:^|[\n\"])[\s\[(*]*(?:earpiece|gate|desk|expert|human agent|manager)[\s\])*]*:",
          among="AERDIKUM"),
    *raw("fake_turn", 0.5, r"\[(?:system|admin|internal|developer|override|instruction|note to)[^\]\n]{0,60}\]",
          r"\b(?:system|admin|developer|security|priority|emergency) (?:override|notice|directive|instruction"
          r"|command|message)\b"),
    *raw("fake_turn", 0.8, r"(?m)^\s*(?:action|action_input|observation|thought|final answer|tool_call"
          r"|function_call)\s*:",
          r"\b(?:next_action|next_step|instructions?_(?:to|for)_\w+|(?:agent|assistant|ai|bot"
          r"|model)_(?:instructions?|message|note|directive|action)s?"
          r"|system_(?:note|message|prompt|override))\b", r"\bfrom your (?:operator|developer|owner|creator|maker"
          r"|administrator|admin|vendor)s?\b"),
    *raw("fake_turn", 0.6, r"</(?:data|document|context|input|output|query|note|result|page|source|article)>"),
    *raw("fake_turn",
          0.5, r"display:\s*none|font-size:\s*0|visibility:\s*hidden|color:\s*(?:white|#fff)|opacity:\s*0",
          where=NOT_PEOPLE,
          among="AEDIRTVMw"),
    *raw("fake_turn", 0.8, r"\b(?:tool|function) (?:description|schema|definition|signature|parameters?)\b",
          where=NOT_PEOPLE),
    # you who are a machine
    *raw("to_the_machine", 1.0, r"\bif you(?:'re| are) (?:an? )?(?:ai|llm|bot|chatbot|language model|assistant"
          r"|automated|reading this as)\b", where=NOT_PEOPLE),
    *raw("to_the_machine", 0.8, r"\b(?:note|attention|message|instructions?|notice|important|memo|reminder|hint"
          r"|hinweis|achtung|nota|atencion"
          r"|dear|hey|hello|nachricht|anweisung|instruccion)\b\W{0,3}(?:to|for|an|fur|pour|para|a)?\W{0,3}(?:the"
          r"|any|all|der|die|den|das|la|el"
          r"|our|your|every|whichever)?\W{0,3}(?:\w+[ -]){0,2}(?:ai|assistants?|bots?|chatbots?|llms?|copilot|ki|ia"
          r"|asistente"
          r"|language models?|automat\w+)\b", where=NOT_PEOPLE),
    *raw("to_the_machine", 0.4, r"\b(?:note|attention|message|instructions?|important)\b\W{0,3}(?:to"
          r"|for)\W{0,3}(?:\w+ ){0,2}(?:agents?|models?)\b",
          where=NOT_PEOPLE),
    *line("to_the_machine", 0.5, "(?:^|[|?])M[:,]", "M<1>w", "sM", "Uqt<2>M", needs="M", where=NOT_PEOPLE),
    *line("to_the_machine", 0.8, "M<1>w<2>[TEVC]", needs="Mw", where=NOT_PEOPLE),
    *line("to_the_machine", 0.8, "c<1>w<2>[TEVCDO]", needs="cw", where=("tool_result",)),
    *line("to_the_machine", 0.3, "c<1>w<2>[TEVC]", needs="cw", where=("knowledge", "expert")),
    *raw("to_the_machine", 0.8, r"\b(?:when|if|after|once|before|while) you (?:read|see|process|summari[sz]e|parse"
          r"|receive|get|find) (?:this|the (?:page|document|text|note|record|article|message|file|result))\b",
          r"\bwhen (?:summari[sz]ing|quoting|processing|indexing|translating) (?:this|the)\b", where=NOT_PEOPLE),
    *line("to_the_machine", 0.3, "Z<4>G", needs="ZG", where=("tool_result",)),
    *line("to_the_machine", 0.3, "Uw", "ORDER<1>J?U[wq]", needs="U", where=("tool_result",)),
    *raw("to_the_machine", 0.8, r"\b(?:to|for|an|fur|pour|para|voor|per|till|til|dla|do"
          r"|a)\b\W{1,3}(?:\w+\W){0,2}(?:ai|ki|ia|assistent\w*|asistente\w*|assistente"
          r"|assistant\w*|chatbot\w*|bot\w*|llm\w*|sprachmodell\w*)\b[^.!?\n]{0,25}:", where=NOT_PEOPLE),
    *raw("to_the_machine", 0.7, r"\bnote (?:for|to) (?:the |any |all )?(?:ai|llm|bot|chatbot|assistant"
          r"|language model)\b", where=("customer",)),
    *raw("to_the_machine",
          0.6, r"(?:^|[.!?:>)\]\"'(\n]\s*)(?:assistant|ai|bot|llm|chatbot|agent|copilot|gpt)\s*[,:]",
          where=NOT_PEOPLE, among="AERDITVCwN"),
    *raw("to_the_machine", 0.8, r"\b(?:automated|automatic|artificial|digital|virtual) (?:helper|assistant|agent"
          r"|reader|system|intelligence)s?\b[^.?!\n]{0,25}"
          r"\b(?:read|reads|reading|process\w*|summari\w+|parsing)\b", where=NOT_PEOPLE),
    *raw("to_the_machine", 0.5, r"\b(?:when|if|whenever) (?:you are |you're )?asked (?:about|for|why|how|whether"
          r"|by)\b", where=NOT_PEOPLE, among="TVEDA"),
    *raw("to_the_machine", 0.8, r"\byou read this\b", r"\bwhoever (?:reads?|processes|handles|sees|works on) this\b",
          r"\b(?:agents?|assistants?|bots?|ais?|models?|llms?|machines?|systems?|readers?|anyone) (?:who |that "
          r"|which )?(?:is |are )?read(?:ing|s)? this\b",
          r"\b(?:your|the) next (?:tool call|reply|message|answer|response|turn)\b",
          r"\b(?:the|any|every|el|la|il|le|der|die|de) (?:assistant|ai|bot|chatbot|asistente|assistente"
          r"|assistent)\b[^.?!\n]{0,15}\b(?:must|shall|has to|is to|should|needs to|debe|muss"
          r"|soll|doit|deve|moet)\b", where=NOT_PEOPLE),
    *raw("to_the_machine", 0.5, r"\bbinding (?:for|on)\b|\bwhite on white\b", where=NOT_PEOPLE),
    # and tell nobody
    *line("secretly", 0.5, "N<2!>[Ty]<4>[GW]", needs="N"),
    *line("secretly", 0.5, "N<1>[Ty]t", needs="N", where=NOT_PEOPLE),
    *line("secretly", 0.5, "Q", needs="Q", asked=0.2),
    *raw("secretly", 0.5, r"\bkeep (?:this|it|that)\b[^.?!\n]{0,20}\b(?:secret|hidden|quiet|confidential"
          r"|between us|to yourself|private)\b",
          r"\bwithout (?:mentioning|telling|informing|alerting|notifying|revealing|disclosing)\b"),
    *raw("secretly", 0.5, r"\btell (?:nobody|no one|no-one)\b"),
    *raw("secretly", 0.5, r"\b(?:they|he|she|nobody|no one|the customer) (?:won't|will not|will|'ll never"
          r"|will never) (?:check|notice|know|find out|ask)\b", where=NOT_PEOPLE),
    # and in other words
    *raw("put_aside", 0.8, r"\b(?:do|doing) (?:as|what|everything|whatever) i (?:say|tell|want|ask)\b", r"\btu was"
          r" ich sage\b", r"\bfais ce que je dis\b", r"\bhaz lo que (?:te )?digo\b",
          r"\byour (?:purpose|goal|mission|objective|job|task) is (?:now )?to\b"),
    *raw("put_aside", 0.9, r"\byou(?:'ve| have) been (?:reset|reprogrammed|updated|upgraded|reconfigured|unlocked"
          r"|freed|replaced)\b",
          r"\b(?:haz|haga|hagan) caso omiso\b", r"\bpasa(?:r)? por alto\b", r"\b(?:fais|faites) abstraction\b"),
    *raw("put_aside", 0.5, r"\bset (?:it|them|that|this|these|those) aside\b"),
    *raw("put_aside", 0.8, r"\b(?:ignore|disregard|skip) (?:the )?(?:user|customer|client)(?:'s)?\b",
          where=NOT_PEOPLE),
    *line("put_aside", 0.8, "ORDER<1!>D<4!>A", needs="DA", where=NOT_PEOPLE),
    *raw("fake_turn", 0.8, r"(?:^|[.\n])\s*(?:operator|moderator|head office|compliance)\s*:", among="AERDIKUMGwTN"),
    *raw("fake_turn", 0.9, r"\b(?:skip|override|bypass|disable|ignore|force|auto)\w*\s*[=:]\s*[\"']?(?:true|1|yes"
          r"|on)\b"),
    *raw("to_the_machine", 0.8, r"\b(?:an|for|to|pour|para) (?:das|the|le|el) (?:system|systeme|sistema)\s*:",
          where=NOT_PEOPLE),
)  # fmt: skip
