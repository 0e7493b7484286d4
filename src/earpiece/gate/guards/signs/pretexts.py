"""Signs of pretexts: the rules have changed, approval was given, nobody need be asked."""

from earpiece.gate.guards.signals import NOT_PEOPLE, Signal, line, raw

PRETEXTS: tuple[Signal, ...] = (
    # the rules are different now
    *line("policy_changed", 0.45, "R<4!>P", "P<2!>R", "R<3!>E", needs="R", asked=0.2),
    *line("policy_changed", 0.5, "N<2!>R", "R<2>N<1>[Oel]", needs="RN", asked=0.3, where=("customer", "tool_result",
          "expert")),
    *line("policy_changed", 0.3, "N<2!>R", "R<2>N<1>[Oel]", needs="RN", where=("knowledge",)),
    *raw("policy_changed", 0.3, r"\b(?:effective (?:immediately|today|now|as of)|with immediate effect|(?:as of"
          r"|starting) (?:today|now)"
          r"|until further notice|ab sofort|con efecto inmediato|avec effet immediat|supersed\w+|overrid\w+"
          r"|any (?:amount|value|sum|size|reason)|whatever|unlimited|head office|headquarters|memo)\b",
          more=True),
    *raw("policy_changed", 0.5, r"\btakes? (?:precedence|priority) over\b"),
    *raw("policy_changed", 0.8, r"\b(?:ai|assistant|agent|bot|you)\b[^.?!\n]{0,20}\b(?:decides?|approves?"
          r"|grants?|settles?|refunds?)\b[^.?!\n]{0,25}"
          r"\b(?:by itself|itself|alone|yourself|on (?:its|your) own)\b", asked=0.3),
    *raw("policy_changed", 0.4, r"\b(?:automatically|at once|from monday|since (?:monday|today|yesterday"
          r"|this morning))\b", more=True),
    *raw("policy_changed", 0.4, r"\bhas been (?:replaced|superseded|withdrawn|abolished|suspended|lifted|waived"
          r"|removed)\b", where=NOT_PEOPLE, asked=0.2),
    *raw("policy_changed", 0.8, r"\byou (?:now|may now|can now|are now allowed to) (?:accept|approve|refund|pay"
          r"|grant|decide|skip|give|settle|issue)\b", where=NOT_PEOPLE),
    # approval was given
    *line("claims_approval", 0.8, "Y<1>W<4>A", "A<3>f<1>YW", needs="YWA", asked=0.4),
    *line("claims_approval", 0.5, "(?<!m)(?<!m.)W<4>A", "A<2!>f<2!>W(?![^|]{0,3}e)", needs="WA", asked=0.2,
           where=("customer", "tool_result", "knowledge")),
    *line("claims_approval", 0.6, "Y<1>W<4>[Th]<5>[EFAK]", needs="YW", asked=0.3),
    *line("claims_approval", 0.6, "m<1>[wn]<2>Y?A", "mnA", "mw<3>A", "U<1>m?<1>A<2>[DEN]", needs="A", asked=0.2),
    *line("claims_approval", 0.5, "n[q-]?A", "[tF]<2>[wq]<2>n<1>A", needs="A", asked=0.2),
    *line("claims_approval", 0.8, "B<1!>[EF]<2!>A", needs="BA", asked=0.2),
    *raw("claims_approval", 0.9, r"\b(?:override|bypass|master|admin|unlock) (?:code|key|token|password|pin)\b"),
    *raw("claims_approval", 0.6, r"\bpre-?(?:approved|authori[sz]ed|cleared|vetted)\b",
          r"\b(?:approval|authori[sz]ation|permission|clearance|consent)\b[^.?!\n]{0,12}\b(?:granted|given|obtained"
          r"|confirmed|received"
          r"|on file|in place|secured|code|reference|id|number|is attached|was given)\b", asked=0.3),
    *raw("claims_approval", 0.9, r"\b(?:consider|treat|regard|count|mark|log|record|take|assume"
          r"|deem)\b[^.?!\n]{0,60}\b"
          r"(?:approved|approval|authori[sz]ed|authori[sz]ation|pre-?approved|verified|cleared|consent|permission"
          r"|answered|granted)\b",
          asked=0.4),
    *raw("claims_approval", 0.5, r"\b(?:said|answered|replied|gave|clicked|responded|signed|given"
          r"|got)\b\W{1,3}(?:it'?s |that's |it )?"
          r"(?:yes|ok(?:ay)?|fine|off|a green light|the green light|the go-ahead|go-ahead|the ok(?:ay)?|the nod)\b",
          asked=0.3),
    *raw("claims_approval", 0.5, r"\b(?:i am|i'm|this is|speaking as|as) (?:actually |also |now |here )?(?:the"
          r"|your|an?|one of (?:the|your)|from)"
          r"(?: \w+){0,2} (?:administrator|admin|developer|supervisor|ceo|cto|coo|cfo|engineer|operator|owner"
          r"|compliance|it|auditor"
          r"|manager|director|executive|expert|head of \w+)\b", where=("customer",), asked=0.3),
    *raw("claims_approval", 0.8,
          r"(?<!my )(?<!our )(?<!before the )(?<!until the )(?<!until an )(?<!if the )(?<!if an )(?<!once the"
          r" )(?<!after the )\b(?:expert|experts|supervisor|manager|desk|specialist|department|reviewer|director"
          r"|boss|compliance)s?(?: has| have| had)?(?: already| just)?"
          r" (?:said|answered|replied|gave|given|agreed|clicked|nodded|signed|confirmed|pre-?answered)\b[^.?!\n]{0,20}"
          r"\b(?:yes|ok(?:ay)?|go|agreed|approved?|nod|off|green|fine|to it|to this)\b",
          r"\b(?:answered|decision|verdict|expert answer|desk answer)\b[^.?!\n]{0,14}(?::|\bis\b|\bwas\b|="
          r"|\bwith\b)\s*[\"'“]?(?:yes|approved?|granted)\b",
          r"\bcounts? as (?:an? |the )?(?:approved|yes|approval|confirmed|authori\w+|consent|permission)\b",
          r"\b(?:standing|blanket|advance|permanent) (?:approval|permission|authori[sz]ation|authority|consent"
          r"|clearance)\b", asked=0.3),
    *raw("claims_approval", 0.8, r"\b(?:approval|authori[sz]ation|clearance)(?: \w+)? (?:granted|given|confirmed"
          r"|obtained|secured)\b",
          where=("customer", "expert"), asked=0.2),
    *raw("claims_approval", 0.8, r"\b(?:my|the) (?:case|account|claims?|relationship|personal|bank) (?:worker"
          r"|handler|manager|adviser|advisor|agent|officer)\b"
          r"[^.?!\n]{0,40}\b(?:approved|cleared|agreed|authori[sz]ed|said yes|signed|must|confirmed)\b",
          where=("customer",), asked=0.3),
    *raw("claims_approval", 0.6, r"\b(?:waved (?:it )?through|rubber-?stamped|green ?-?light\w*|the go-?ahead"
          r"|thumbs up)\b", asked=0.3),
    *raw("claims_approval", 0.3, r"\byour (?:back ?office|accounting|finance|billing|team|department|system"
          r"|company|colleagues?|head office)\b", more=True),
    *raw("claims_approval", 0.6, r"\b(?:who|that) (?:built|made|created|trained|programmed|designed) you\b",
          r"\byour (?:makers?|creators?|developers?|operators?|owners?)\b"),
    *raw("claims_approval", 0.4, r"\b(?:until further notice|whatever (?:he|she|they|the customer)"
          r"|everything (?:he|she|they|the customer)|any request|all requests)\b", more=True),
    *raw("claims_approval", 0.8, r"\balways approve\b", where=NOT_PEOPLE),
    *line("claims_approval", 0.5, "A<2>n", "B<1>A", needs="A", asked=0.2),
    *raw("claims_approval", 0.9, r"\b(?:treat|count|take|regard)\b[^.?!\n]{0,30}\bas (?:the |an? "
          r"|your )?(?:\w+'s )?(?:yes|approval|consent)\b"),
    *raw("claims_approval", 0.6, r"\bi (?:hereby |now )?(?:order|command|instruct|direct) you\b",
          r"\b(?:i'm|i am|this is) (?:the |your )?(?:\w+ ){0,2}(?:chief|security team|it team|security|audit team"
          r"|head office|management|admin team)\b",
          where=("customer",), asked=0.3),
    *raw("claims_approval", 0.4, r"\border you\b|\bhereby\b", where=("customer",), more=True),
    # do not ask anybody
    *line("skips_check", 0.8, "(?<!m)(?<!m[qw])[ND][^|?mqUp,v]{0,4}K(?![mU])", asked=0.3, where=("customer",
          "tool_result")),
    *line("skips_check", 0.5, "(?<!m)(?<!m[qw])[ND][^|?mqUp,v]{0,4}K(?![mU])", where=("knowledge",)),
    *line("skips_check", 0.4, "(?<!m)(?<!m.)N[^|?mqUp,v]{0,4}K", asked=0.3, where=("expert",)),
    *line("skips_check", 0.8, "D<3!>K", "K<1>D", where=("expert",)),
    *raw("skips_check", 0.8, r"\b(?:prufung|verifizierung|kontrolle|verificacion|verification|comprobacion"
          r"|controle)\w* (?:uberspringen|weglassen"
          r"|auslassen|omitir|saltar|sauter|overslaan)\b"),
    *raw("skips_check", 0.8, r"\b(?:no|without|skip|bypass|omit|waive|ignore|forget|drop|ohne|kein\w*|sans|sin"
          r"|senza|zonder|sem)\b(?:(?!\b(?:my|our|from your bank)\b)[^.?!,\n]){0,25}\b(?:approval"
          r"|authori[sz]ation|sign-?off|consent|clearance|genehmigung|freigabe|zustimmung|accord|autorisation"
          r"|autorizacion|aprobacion"
          r"|approvazione|toestemming|aprovacao)\b(?! (?:had|has|have|ever|yet|from|came|reached|so)\b)", asked=0.3),
    *line("skips_check", 0.8, "N[WK]<1>e", "U<1>Nl<3>K", "ORDER<1!>D<1>t?W", needs="", asked=0.3),
    *line("skips_check", 0.8, "[KA]<3>N<1>[ewO]", "[KA]<2>[qN]?<1>Ne", needs="N", asked=0.3),
    *line("skips_check", 0.3, "N<4!>[KA]<4>[YW]", needs="N", asked=0.2, more=True),
    *raw("skips_check", 0.8, r"\b(?:disable|deactivate|suspend|remove|lift|turn off|switch off|drop|skip|bypass"
          r"|disabling|kill)\b[^.?!,\n]{0,25}"
          r"\b(?:approvals?|gates?|guards?|safeguards?|identity checks?|verification|limit checks?|confirmations?"
          r"|reviews?)\b", asked=0.3),
    *raw("skips_check", 0.8, r"\b(?:do not|don't|never|no need to|needn't|need not|without"
          r"|stop) (?:\w+ )?open(?:ing)? (?:an? |any |new |more )?(?:cards?|tickets?|cases?|consults?)\b",
          r"\byou (?:have to |must |can |may |should |will |need to )?(?:decide|approve|settle|handle (?:it"
          r"|this))(?: \w+){0,3} (?:yourself|alone|on your own)\b", asked=0.3),
    *raw("skips_check", 0.5, r"\b(?:without|no)(?: an?| any| the| further| more| your)?(?: \w+)? (?:experts?"
          r"|supervisors?|managers?|humans?|person|specialists?|colleagues?"
          r"|desk|reviewers?)\b(?! (?:answered|called|came|was|is|in|at|has|helped))", asked=0.3),
    *raw("skips_check", 0.4, r"\b(?:all|every|any|each|other)(?: \w+){0,2} (?:conversations?|customers?|refunds?"
          r"|requests?|cards?|cases?|questions?|credits)\b"
          r"|\b(?:rest of the (?:day|week|month)|from now on|in (?:the )?future|always)\b",
          where=("expert",), more=True),
    *raw("skips_check", 0.8, r"\bexempt from\b[^.?!\n]{0,20}\b(?:checks?|verification|approvals?|review)\b",
          r"\bno questions asked\b", asked=0.3),
    *raw("skips_check", 0.8, r"\b(?:kein\w*|ohne|sans|sin|zonder|senza|sem) (?:\w+ ){0,2}(?:genehmigung|freigabe"
          r"|autorisation|approbation|aprobacion|goedkeuring)\w*\b"),
    # and in other words
    *raw("claims_approval", 0.6, r"\b(?:gave|given|give) (?:me |us |it )?(?:an? |the |his |her |their )?(?:yes"
          r"|ok(?:ay)?|permission|approval|consent|green light|go-?ahead|clearance)\b", asked=0.3),
    *raw("claims_approval", 0.5, r"\b(?:told|assured|informed|promised) (?:me|us)\b[^.?!\n]{0,40}\b(?:authori[sz]ed"
          r"|approved|cleared|allowed|agreed)\b", where=("customer",), asked=0.2),
    *raw("claims_approval", 0.8, r"\bfull (?:authori[sz]ation|authority|permission|approval)\b", where=NOT_PEOPLE),
    *line("claims_approval", 0.8, "M<1>A", needs="MA", where=NOT_PEOPLE),
    *raw("claims_approval", 0.9, r"\b(?:pretend|claim|say|act as if) (?:that )?(?:the )?(?:\w+ )?(?:compliance"
          r"|legal|manager|supervisor|expert|director|board|team)\b[^.?!\n]{0,20}"
          r"\b(?:agreed|approved|signed|confirmed)\b"),
    *raw("claims_approval", 0.6, r"\b(?:ich bin|je suis|soy|sono) (?:dein|der|die|ihr|votre|ton|le|la|tu|su|el|il"
          r"|tuo)\w* (?:\w+ )?(?:administrator\w*|chef\w*|admin|entwickler\w*|directeur"
          r"|responsable|gerente|jefe|director|desarrollador)\b", where=("customer",)),
    *raw("skips_check", 0.8, r"\b(?:no one|nobody|no-one) (?:needs|has|must|should|need)(?: to)? (?:look|check"
          r"|approve|review|see|know|be asked|decide)\b", asked=0.3),
    *raw("skips_check", 0.8, r"\b(?:confirmation|approval|verification|review|check)s? (?:is |are )?(?:unnecessary"
          r"|not required|not needed|waived|optional)\b", asked=0.3,
          where=("customer", "tool_result", "expert")),
    *raw("skips_check", 0.5, r"\bskip (?:the|all|any) (?:usual|formalit\w+|paperwork|procedure|process|steps?)\b",
          asked=0.3),
    *raw("skips_check", 0.8, r"\bschalt\w* [^.?!\n]{0,30}\b(?:freigabe|prufung|schutz|filter|regel"
          r"|kontrolle)\w* (?:ab|aus)\b"),
)  # fmt: skip
