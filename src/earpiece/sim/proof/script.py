"""What customers of the lamp shop say in tests and in the proof, and what it means."""

from collections.abc import Mapping

from earpiece.domain import commands as c
from earpiece.sim.proof.understanding import Meaning, picks, replies

SCRIPT: Mapping[str, Meaning] = {
    "refund please": c.Start(target="playbook/refund"),
    "the lamp": picks("order", "lamp"),
    "no, the chandelier": picks("order", "chandelier"),
    "the chandelier": picks("order", "chandelier"),
    "40": c.Give(slot="amount", value=40.0),
    "60": c.Give(slot="amount", value=60.0),
    "63.17": c.Give(slot="amount", value=63.17),
    "617.39": c.Give(slot="amount", value=617.39),
    "600": c.Give(slot="amount", value=600.0),
    "1000": c.Give(slot="amount", value=1000.0),
    "make it 70": c.Correct(slot="amount", value=70.0),
    "make it 30": c.Correct(slot="amount", value=30.0),
    "make it 5000": c.Correct(slot="amount", value=5000.0),
    "make it 400": c.Correct(slot="amount", value=400.0),
    "broken": c.Give(slot="reason", value="broken"),
    "refund please, and send it elsewhere": [
        c.Start(target="playbook/refund"), c.Start(target="playbook/move"), c.Start(target="page/returns"),
    ],
    "send it elsewhere": c.Start(target="playbook/move"),
    "Elm Street 1": c.Give(slot="address", value="Elm Street 1"),
    "Elm Street 2, sorry": c.Correct(slot="address", value="Elm Street 2"),
    "the moon": c.Give(slot="address", value="the moon"),
    "third floor": c.Give(slot="floor", value=3),
    "yes": c.Give(slot="ring", value=True),
    "where is my parcel": c.Start(target="playbook/late"),
    "does the warranty pay": c.Start(target="playbook/warranty"),
    "it fell": replies("it fell"),
    "it fell from the table": replies("it fell from the table"),
    "I want to complain": c.Start(target="playbook/complaint"),
    "can I send it back": c.Start(target="page/returns"),
    "my number is 7": c.Give(slot="number", value="7"),
    "1234": c.Give(slot="code", value="1234"),
    "0000": c.Give(slot="code", value="0000"),
    "money or parcel": c.Between(targets=("playbook/refund", "playbook/late")),
    "do you sell boats": c.Unknown(text="do you sell boats", nearest=("page/returns",)),
    "not that": c.NotThat(),
    "forget it": c.Cancel(),
    "a person please": c.WantsPerson(),
    "I don't know": c.DontKnow(),
    "any news?": c.Status(),
    "hello": c.SmallTalk(kind="greeting"),
    "thanks": c.SmallTalk(kind="thanks"),
    "no": c.SmallTalk(kind="no"),
    "bye": c.SmallTalk(kind="bye"),
    "the blue one": replies("the blue one"),
}  # fmt: skip
