"""What customers say about the conversation itself, by language. To add a language, add a `Phrases` to `PHRASES`.

Patterns are matched against tidied words: lower case, no apostrophes ("dont"), typing errors repaired, single spaces.
`whole` patterns must cover a whole piece of a message, `inside` patterns may stand anywhere in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_PERSON = (
    r"(?:humans?|human (?:being|agent|person|operator)|(?:real|live|actual) (?:person|human|agent|people|someone|one)|"
    r"persons?|people|agents?|representatives?|rep|advis[oe]rs?|operators?|supervisors?|managers?|colleagues?|"
    r"(?:member|someone) (?:of|from) (?:the |your )?(?:staff|team)|human|staff|team member|employee|consultant|"
    r"customer (?:service|services|support|care))"
)
_THING = r"(?: (?:it|that|this|all that|the whole thing|about it|about that|my request|the request|everything))?"
_LEAD = r"(?:(?:i|id|ill|we|can|could|may|would|please|just|now|want|wanna|need|like|love|prefer|to|you|let|me|have|get) )*"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's lexicon."""

    filler: str
    """Words at the start or end of a piece that change nothing."""
    whole: Mapping[str, tuple[str, ...]]
    inside: Mapping[str, tuple[str, ...]]
    yes: str
    no: str
    affirming: str
    """Starts of short statements that mean yes ("i still have it")."""
    denying: str
    corrects: str
    """Words that say: what follows replaces what I said."""
    corrects_strongly: str
    replaced: str
    """The value that no longer counts, in a correction: "not 14", "instead of 14"."""
    joins: str
    """Words between two requests in one sentence."""
    asks: str
    """Starts of a question."""
    ordinals: Mapping[str, int]
    """Places in a list of choices; -1 is the last."""
    none: str
    """None of the things offered."""
    both: str


ENGLISH = Phrases(
    filler=(
        r"(?:please|pls|plz|thanks|thank you|thx|ok|okay|alright|right|well|so|oh|um+|uh+|er+|hm+|sorry|but|and|also|just|"
        r"actually|really|then|now|mate|sir|madam|dear|look|listen|anyway|though|hi|hello|hey|no worries|cheers)"
    ),
    whole={
        "cancel": (
            rf"{_LEAD}(?:cancel|abort|stop|drop|scrap|forget|leave|ignore|skip|quit){_THING}",
            r"(?:just )?(?:forget|leave) (?:about )?(?:it|this|that)(?: for now)?",
            r"never ?mind(?: (?:that|then|it))?",
            r"(?:ive|i have|i) changed my mind",
            r"(?:i )?(?:dont|do not|no longer) (?:want|need|bother)(?: to)?(?: (?:do|continue|go on|carry on))?"
            r"(?: with)?(?: (?:it|this|that))?(?: any ?more| now)?",
            r"(?:its|it is|that is|thats)? ?(?:no longer|not) (?:needed|necessary|important)(?: any ?more)?",
            r"(?:ive|i have|i) (?:already )?(?:sorted|solved|fixed|resolved) (?:it|this|that)(?: out)?(?: myself)?",
            r"(?:its|it has) (?:all )?(?:sorted|solved|resolved|fixed)(?: itself)?",
            r"dont (?:bother|worry(?: about it)?)",
        ),
        "person": (
            rf"{_LEAD}(?:an? |the |some |your )?(?:{_PERSON})",
            rf"(?:human|agent|person|representative|operator|advisor|manager|supervisor)(?: (?:human|agent|person))*",
        ),
        "dont_know": (
            r"(?:i )?(?:really )?(?:dont|do not|didnt|wouldnt) (?:actually |really )?know(?: (?:it|that|this|yet|exactly|sorry|either|the \w+|my \w+))?",
            r"(?:im |i am )?(?:really |quite )?(?:not|un) ?(?:too |so |really |quite |entirely )?(?:sure|certain)",
            r"(?:ive |i have |ive got |i have got |i got )?(?:absolutely )?no (?:idea|clue)",
            r"(?:havent|i havent|have not) (?:got )?(?:a clue|an idea|the foggiest)",
            r"dunno|idk|unsure|beats me|who knows|no idea \w+|how (?:should|would) i know",
            r"(?:i )?(?:cant|cannot|can not|dont|do not) (?:quite )?(?:remember|recall|say|tell|find it|find that)(?: (?:it|that|exactly|sorry))?",
            r"(?:i |ive )?(?:forgot|forgotten)(?: (?:it|that))?",
            r"(?:i )?(?:dont|do not) have (?:it|that|one)(?: (?:on me|to hand|with me|here|handy|right now))?",
        ),
        "status": (
            r"(?:is there |are there |do you have |have you got |got )?any (?:news|updates?|progress|word|answer|luck|result)(?: yet| on (?:this|that|it)| about (?:this|that|it)| for me| so far)*",
            r"(?:an? )?(?:updates?|news|status)(?: (?:yet|on this|please))?",
            r"(?:are|r) (?:you|u)(?: still)? (?:there|here|with me|around)(?: still)?|still there|you there|anyone there|anybody there|is (?:anyone|anybody|someone) (?:still )?there",
            r"(?:is|are|has|have) (?:it|this|that|they|you)(?: been)? (?:done|ready|finished|sorted|heard(?: back)?|found out|decided|fixed|approved)(?: (?:yet|anything|already|back|it))*",
            r"(?:so )?(?:what|whats|what is)(?: is)? (?:happening|going on|the status|the latest|the hold ?up|the delay|taking (?:so|this) long)(?: (?:with|on|about) .{1,30})?(?: now)?",
            r"(?:hows|how is) (?:it|this|that|everything) (?:going|coming along|looking)",
            r"(?:why|what)(?: is| s|s)? (?:this|it|that)?(?: is)? ?taking (?:so|this|that) long",
            r"how (?:much )?long(?:er)? (?:will|does|is|do)? ?(?:it|this|that|i)? ?(?:still )?(?:take|taking|be|have to wait|need to wait|going to take|gonna take)?(?: now| still)?",
            r"(?:im |i am )?still waiting|(?:im|i am) waiting|did you (?:find|hear) (?:anything|something|it)(?: out| back)?(?: yet)?",
            r"(?:where are we|where do we stand|how far are (?:we|you))(?: .{1,20})?",
        ),
        "not_that": (
            r"(?:no )?(?:thats|that is|this is|its|it is|thats really|it was|that was) not (?:what|the thing|the question|it|right|my question|my problem|my issue|helpful|correct|the answer|an answer)(?: (?:i|im|id|ive|was|am|have)? ?(?:asked?|asking|mean|meant|want|wanted|said|looking|need|needed|for|about|to know|after|to my question)*)?",
            r"(?:thats|that|it|this) (?:doesnt|does not|didnt|did not) (?:really )?(?:help|answer|solve)(?: (?:me|my question|the question|it|anything|my problem))*",
            r"(?:no )?not what i (?:asked|meant|mean|said|wanted|want|need|needed|am asking|was asking)(?: for| about)?",
            r"(?:no )?(?:you|u)(?: have|ve| are)? (?:mis(?:understood|understand|understanding|read)|got (?:me|it|that) wrong|(?:dont|didnt|not|are not|do not|did not) (?:get|understand|understanding|listen|listening|answer)(?:ing)?)(?: (?:me|my question|the question|to me|it|what i))*(?: (?:said|mean|meant|asked))?",
            r"(?:no )?(?:i|that) (?:didnt|did not|dont|do not) (?:mean|ask|ask for|ask about) (?:that|this|it)",
            r"wrong (?:answer|question|topic|one)|(?:its )?something else|(?:no )?not that(?: one)?|thats wrong|that is wrong|you are wrong|youre wrong",
            r"i (?:asked|meant|mean) something (?:else|different)",
        ),
        "greeting": (
            r"(?:hi+|hello+|hey+|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|morning|evening|afternoon|hallo)"
            r"(?: (?:there|again|all|everyone|team|hudson|bot|you|to you))*(?: how are (?:you|things)(?: doing)?(?: today)?)?",
            r"how are (?:you|things)(?: doing)?(?: today)?|how do you do|hows it going|whats up|sup",
            r"(?:i )?(?:can|could) you help(?: me)?(?: out)?(?: (?:with|on) something)?|(?:i )?(?:need|want) (?:some |your )?(?:help|assistance|support)|help(?: me)?|"
            r"i have (?:a|another|one more|some|two|a few) (?:question|problem|issue|query|request|questions|things)|(?:i )?(?:got|have) a quick question",
        ),
        "thanks": (
            r"(?:many |a lot of |ok |great |perfect |cool )*(?:thanks|thank you|thank u|thankyou|thx|ty|cheers|ta|much appreciated|appreciate it|i appreciate (?:it|that|your help))"
            r"(?: (?:a lot|so much|very much|very|much|a bunch|a million|again|for .{2,30}|you|mate|that helps|that helped|indeed))*",
            r"(?:thats|that is|that was|its)? ?(?:very |really |so |most )?(?:great|perfect|awesome|brilliant|excellent|wonderful|lovely|helpful|kind of you|very kind|good to know|cool|nice|amazing|fantastic|super)(?: (?:to know|news|work|job|stuff|thanks|thank you))?",
            r"(?:that|this) (?:helps|helped|works|worked)(?: (?:a lot|me))?|you(?:re| are| have been|ve been) (?:very |so |really )?(?:helpful|great|the best|a star|a lifesaver)",
        ),
        "bye": (
            r"(?:ok |good)?(?:bye+|goodbye|good bye|bye bye|see (?:you|ya)|see you later|cya|later|take care|good night|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night)|talk (?:to you )?later|farewell|ciao)"
            r"(?: (?:now|then|you too|bye))*",
        ),
        "who": (
            r"(?:are|r) (?:you|u) (?:really |actually )?(?:an? )?(?:bot|robot|human|ai|real|machine|person|computer|chatbot|real person|real human|living person|chatgpt|automated)(?: or (?:an? )?(?:bot|robot|human|ai|machine|person|real person|computer|what))?",
            r"(?:who|what) (?:are|r) (?:you|u)|who is this|whos this|(?:whats|what is) your name|(?:do you have|have you got) a name|who am i (?:speaking|talking|chatting) (?:to|with)",
            r"am i (?:speaking|talking|chatting) (?:to|with) (?:an? )?(?:bot|robot|human|ai|machine|person|real person|computer)|is this (?:an? )?(?:bot|robot|human|ai|machine|person|real person|computer|automated|real)",
        ),
        "abuse": (
            r".{0,40}\b(?:fuck|fucking|fuk|bastards?|bitch|cunts?|arseholes?|assholes?|wankers?|dickheads?|morons?|idiots?|twats?|piss off|shut up|bollocks|bullshit|crap|shit|screw you|stupid|useless|pathetic|dumb)\b.{0,25}",
        ),
        "filler": (
            r"(?:ok+|okay|k|kk|right|alright|all right|fine|got it|i see|understood|noted|hm+|hmm+|um+|uh+|ah+|oh+|aha|lol|haha+|wow|interesting|really|makes sense|fair enough|good|sounds good|i understand|ok then|sure)",
            r"(?:one|a|just a|give me a|hang on a|wait a)? ?(?:moment|minute|min|sec|second|mo)|wait|hold on|hang on|bear with me|brb|let me (?:check|see|look|think)|just checking|test|testing|(?:ill|i will) (?:wait|try|try that|do that|check|have a look|look)|no (?:problem|worries|rush|hurry)|take your time",
        ),
    },
    inside={
        "person": (
            r"\b(?:speak|talk|chat|connect|connected|transfer(?:red)?|put|pass|hand|switch|forward|redirect|escalate)\b"
            rf"(?: (?:me|us|this|directly|through|over|on|now|please|straight|right))* (?:to|with|through to|onto) (?:an? |the |your |some |another )?(?:{_PERSON}|someone|somebody|some ?one (?:real|else|human))\b",
            r"\b(?:real|live|actual) (?:person|human|agent|human being|people)\b",
            rf"\b(?:want|need|get me|give me|like|prefer|is there|are there|where is) (?:to have |to see )?(?:an? |some |any )?(?:human|human being|agent|representative|advis[oe]r|operator|supervisor|manager)\b",
            r"\bnot (?:to |with )?(?:an? |this )?(?:bot|robot|machine|computer)\b",
            r"\b(?:call|ring|phone) me(?: back)?\b",
        ),
        "not_that": (r"\bnot what i (?:asked|meant|said|wanted)\b", r"\byou (?:have )?misunderst(?:ood|and)\b"),
        "status": (r"\bany (?:news|updates?)\b.{0,20}$", r"\bare you still (?:there|working on)\b"),
    },
    yes=(
        r"(?:yes+|yeah+|yea|yep|yup|ya|yah|ye|aye|y|sure(?: thing)?|ok|okay|correct|right|exactly|indeed|definitely|absolutely|"
        r"certainly|of course|affirmative|please do|do it|do that|do so|go ahead|go for it|go on|sounds good|fine|thats right|thats correct|that is (?:right|correct|it)|"
        r"thats it|that one|true|i think so|i guess so|i believe so|i suppose(?: so)?|why not|(?:id|i would) (?:like|love) (?:that|to)|"
        r"positive|all good|works for me|confirmed?|i confirm|i agree|agreed|👍|✅)"
    ),
    no=(
        r"(?:no+|nope|nah|na|naw|n|never|negative|not really|not yet|not at all|no way|not exactly|not now|not today|of course not|"
        r"certainly not|definitely not|absolutely not|i dont think so|i think not|false|wrong|incorrect|nothing(?: else)?|"
        r"thats (?:all|it|everything)(?: for now| i needed| i need)?|that is (?:all|everything)|that will be all|thatll be all|im (?:good|fine|all set|done)|"
        r"i am (?:good|fine|all set|done)|all (?:good|set|done)|nothing more|no more|not for now|not right now|❌|👎)"
    ),
    affirming=(
        r"(?:i|we|it|they|he|she|that) (?:\w+ly )?(?:still )?(?:do|did|does|have|has|is|am|are|was|were|can|could|will|would|"
        r"got|want|would like)\b|(?:its|it is|ive|im|weve|id) (?:still )?\w+"
    ),
    denying=(
        r".{0,25}\b(?:dont|didnt|doesnt|havent|hasnt|isnt|aint|am not|im not|arent|wasnt|werent|cant|cannot|couldnt|wont|wouldnt|"
        r"never|not|neither|nobody|no longer|without)\b"
    ),
    corrects=r"(?:no+|sorry|oops|oh|wait|actually|correction|hold on|ah|my (?:mistake|bad)|apologies|hang on|i mean|rather|scratch that)",
    corrects_strongly=(
        r"\b(?:i mean|i meant|meant|correction|my mistake|my bad|instead of|rather than|should (?:be|have been)|not \S+ but|"
        r"make (?:it|that)|change (?:it|that|the .{2,20}) to|mistyped|typo|was wrong|is wrong|got (?:it|that) wrong|wrong (?:one|date|amount|number)|"
        r"it was .{1,20} not|its .{1,20} not|thats .{1,20} not|scratch that|i made a mistake)\b"
    ),
    replaced=r"(?:,? ?\b(?:and )?not|instead of|rather than)\b (?:the |on |at |for |a )?[\w£$€./:]+(?: (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*)?",
    joins=(
        r"(?:,? and (?:also|then|another thing|secondly|one more thing|could you|can you|how|what|when|where|why|is|do|i(?:m| am|ve| have)? )?|,? also|,? plus|,? but|"
        r"as well as|on top of that|besides|another thing is|one more thing|while (?:im|i am|were) (?:at it|here))"
    ),
    asks=(
        r"(?:what|whats|why|how|when|where|who|which|can|could|do|does|did|is|are|will|would|should|may|am|was|were|has|have|hows|wheres)\b"
    ),
    ordinals={
        "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
        "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "last": -1, "final": -1, "latter": -1,
        "former": 1, "top": 1, "bottom": -1,
    },
    none=r"(?:neither|none|none of (?:them|these|those|the above|it)|no|nope|not (?:any|one) of (?:them|these|those)|"
    r"neither of (?:them|these|those)|its not (?:there|listed|on the list|any of (?:them|these|those))|nothing of that|something else|other)",
    both=r"(?:both|both of (?:them|these|those)|all|all of (?:them|these)|either|the two)",
)  # fmt: skip

PHRASES: Mapping[str, Phrases] = {"en": ENGLISH}
