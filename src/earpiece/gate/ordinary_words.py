"""Words that are written with a capital letter and are nobody's name: beginnings of sentences, labels, short forms."""

import re

_LISTED = """
    a about above according account action actions add added additional additionally address adult after again
    alternatively although am amount amounts an and another any apologies application apr april are arrival
    arrive arrives arriving as asap at aug august available back bag baggage bags balance balances based because
    been before below best birth book booked booking both bst but by calculation call can cancel cancellation
    cancelled card cards case cell certainly cet change changes charge charged charges check checked choose city
    class click code come completed condition confirm confirmation confirmed contact correct cost costs could
    country credit cst currency current customer date dates day days deadline dear debit dec december delivery
    depart departing departs departure details did difference discount distance distribution do dob does done dr
    due duration each edt either else email end ending enjoy est et eu eur every excellent expected expires
    expiry extra faq fare feb february fee feel fees finally first following for fortunately four free fri
    friday from full further gbp given gmt good goodbye great has have he hello help her here hi his hope how
    however i id ids if important in included includes including indeed information inquiry instead insurance is
    issue it item items its jan january jul july jun june just keep kindly last later layover leave let like
    list ll local log looking luggage made make many mar march may mean meanwhile member membership message
    method minutes miss mon monday money month mr mrs ms mst my na name names need net new next no none nonstop
    not note nov november now number numbers oct october of off offer ok okay on once one only option optional
    options or order original other our out outbound over overall own page paid party passenger passengers
    password pay payment payments pdf pdt pending per percent perfect person phone please pm possible postcode
    price prices pricing proceed process processed product profile provide pst qty quantity question questions
    read ready reason reasons receipt received ref reference refund refunded refunds regarding regards
    reimbursement related remaining repeat reply request requested required reservation reservations resolve
    response return returned returning returns review right round safe sat saturday savings scheduled seat seats
    second section see segment segments select selected send sep sept september service shall she shipping
    should similarly since sincerely sms so some something sorry start starting status step still stop stops
    street subject subtotal success successfully such sum summary sun sunday support sure surname take tax taxes
    tba tbd team thank thanks that the their them then there therefore these they third this those though three
    through thu thur thurs thursday ticket tickets time times title to today together tomorrow tonight total
    travel trip tue tues tuesday two type uk understood unfortunately unit until up update updated upgrade url
    us usa usd use user utc value vat via view visit want warm was way we wed wednesday welcome well were what
    when where whether which while who whole why will with within without would year yes yesterday yet you your
    yours zip zone
"""

ORDINARY = frozenset(re.findall(r"[a-z]+", _LISTED))
"""All in lower case."""
