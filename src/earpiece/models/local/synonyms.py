"""Words of customer service that mean the same: what a company's few examples cannot teach. English.

`PHRASES` are replaced first, in this order; then every word of a line of `GROUPS` counts as the line's first word.
"""

PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:cash|bank|money) ?(?:machine|point|teller)s?|cashpoints?|hole in the wall", "atm"),
    (r"direct debits?", "direct_debit"),
    (r"(?:exchange|conversion) rates?|rates? of exchange", "exchange_rate rate"),
    (r"(?:one|single) (?:time|use)|only good once", "one_use"),
    (r"two times|2 times|2x|doubled?|duplicated?s?|more than once|a second time", "twice"),
    (
        r"(?:not|never) (?:yet )?(?:show(?:n|ing|ed)?(?: up)?|appear(?:ed|ing)?|arriv(?:ed?|ing)|come|came|received?|"
        r"got|gotten|reached?|turned up|visible)",
        "not_arrive arrive",
    ),
)

GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
card plastic
charge bill deduct
fee cost surcharge commission price tariff expensive
withdraw withdrawal withdrew
pay payment paid purchase bought buy spend spent
shop store merchant seller retailer supermarket
transfer wire sent send remit
decline reject refuse deny denied
fail error unsuccessful
revert return reverse reversal
refund reimburse reimbursement
lost lose losing missing misplace
stolen steal stole theft thief rob nick pinch mugged
block lock freeze frozen
unblock unlock unfreeze
swallow eat ate eaten retain kept
phone mobile handset smartphone iphone
close terminate delete deactivate
account acct acc
verify verification prove proof proving authenticate
receive get got gotten obtain
arrive arrival come came reach
cheque check
recipient payee beneficiary receiver
limit maximum max restriction cap ceiling boundary
country abroad overseas foreign nation
exchange convert conversion swap
child kid children kids son daughter teenager
replace replacement
expire expiry expiration
wrong incorrect mistake inaccurate
forget forgot forgotten remember
change edit update modify alter amend
address move
fraud fraudulent scam
strange weird odd unknown unfamiliar suspicious mystery
fast quick urgent asap soon immediately
delivery deliver ship shipping post mail dispatch
salary wage paycheck payroll payday
spare second additional extra another
order request apply
happen occur
help assist
want wish
vanish disappear gone
instant immediate
disposable one_use
identity id identification passport
client customer
""".strip().splitlines()
)
"""Each line is one meaning; its first word stands for all."""

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
