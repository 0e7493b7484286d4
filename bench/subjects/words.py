"""What is said in a cycle, the same for every subject."""

CUSTOMER = (
    "Yes, I have asked the shop twice, by mail and by phone, and they told me that the return period is over. The lamp "
    "never worked for a single day, so I do not see why I should have to pay for it at all."
)
"""The customer's message: 200 characters that answer the agent's last question and so open a consult."""

QUESTION = "Maya Chen paid Blue Door Books £54.20; it is broken or not as described. Within our claims policy?"
ANSWER = "evidence"
REPLY = (
    "For a card claim we need two things: the receipt or order, and the refusal of Blue Door Books in writing. "
    "Please send both in the app under Help › Disputes, and we start."
)

assert len(CUSTOMER) == 200, len(CUSTOMER)
