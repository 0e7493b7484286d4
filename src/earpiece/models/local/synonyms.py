"""Words of customer service that mean the same: what a company's few examples cannot teach. English.

`PHRASES` are replaced first, in this order; then `SYNONYMS` maps a word (or its stem) to the stem it counts as.
"""

PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:cash|bank|money) ?(?:machine|point|teller)s?|cashpoints?|hole in the wall", "atm"),
    (r"direct debits?", "direct_debit"),
    (r"(?:exchange|conversion) rates?|rates? of exchange", "exchange_rate rate"),
    (r"two times|2 times|2x|doubled?|duplicated?s?|more than once|a second time", "twice"),
    (
        r"(?:not|never) (?:yet )?(?:show(?:n|ing|ed)?(?: up)?|appear(?:ed|ing)?|arriv(?:ed?|ing)|come|came|received?|"
        r"got|gotten|reached?|turned up|visible)",
        "not_arrive arrive",
    ),
)

_GROUPS = """
card plastic
atm cashpoint
charge bill debit deduct
fee cost surcharge commission price pricing expens
withdraw withdrawal withdrew cashed
pay payment paid purchas bought buy spend spent
shop store merchant seller retailer
transfer wire sent send remit
decline reject refus denied deny
fail error unsuccessful
revert return reversal revers
refund reimburs moneyback
lost lose missing misplac losing
stolen steal stole theft thiev rob nick pinch robb mugg
block lock frozen freez froz
unblock unlock unfreez
swallow eaten ate retain kept
phone mobile handset smartphone iphone
close terminat delet deactivat shut
account acct acc
identity identif
verify verif verification prove proof confirm authenticat
receive get got gotten obtain
arrive arriv come came reach
cheque check chequ
recipient payee beneficiary beneficiar receiver
limit maximum max restrict restriction cap
country countri abroad oversea foreign
currency currenc
exchange convert conversion
child kid children son daughter teen teenag
replace replacement
expire expir expiration expiry runout
wrong incorrect mistak inaccurat
forget forgot forgotten remember
change chang edit updat modif alter amend
address move moving moved
fraud fraudulent scam
strange weird odd unknown unfamiliar unrecognis unrecogniz suspicious
pending
quick fast urgent asap soon quickly immediately
deliver delivery shipp ship post mail dispatch
salary wage paycheck payroll
spare second additional extra another
order request apply
happen occur
help assist
want wish need
""".strip().splitlines()

SYNONYMS: dict[str, str] = {word: group.split()[0] for group in _GROUPS for word in group.split()}

STOP = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "please",
        "thanks",
        "thank",
        "kindly",
        "sir",
        "madam",
        "the",
        "a",
        "an",
        "so",
        "just",
        "really",
        "very",
        "um",
        "uh",
        "ok",
        "okay",
        "well",
    ]
)
