"""Breakages of what keeps secrets out and the record whole: promises 11, 12 and 15."""

from earpiece.sim.proof.mutants.edit import Edit, Mutant

SAID = "earpiece.runtime.chats:_said"
ENCODE = "earpiece.journal.codec:Codec.encode"

MUTANTS = (
    Mutant(
        "secrets stay", 11, "Card numbers are stored as they were typed.",
        (
            Edit(
                SAID, "kept = clean(words, Kept(before.text, begun=before.begun) if before is not None else None)",
                "kept = Kept(words)",
            ),
        ),
    ),
    Mutant(
        "secrets in two pieces stay", 11, "A card number that comes in two messages is stored.",
        (
            Edit(SAID, "Kept(before.text, begun=before.begun) if before is not None else None", "None"),
            Edit("earpiece.gate.secrets:_without_beginning", "if match is None or", "if True or"),
        ),
        since=11,
    ),
    Mutant(
        "a field is lost", 12, "The journal does not store what a sentence releases.",
        (
            Edit(
                ENCODE, "opened = event.model_dump_json(exclude=shape.personal)",
                'opened = event.model_dump_json(exclude=shape.personal | {"releases"})',
            ),
        ),
        since=3,
    ),
    Mutant(
        "numbers are cut", 12, "What is read from the journal is not what was written: numbers lose their fractions.",
        (
            Edit(
                "earpiece.journal.codec:_joined", "if left == \"{}\":",
                'import re\n    right = re.sub(r"(\\d\\d)\\.17\\b", r"\\1.0", right)\n    if left == "{}":',
            ),
        ),
    ),
    Mutant(
        "the chain is not chained", 15, "An event's hash covers nothing of the events before it.",
        (Edit("earpiece.journal.batch:Batch._stored", "chained(head.hash, entry)", "chained(GENESIS, entry)"),),
    ),
    Mutant(
        "hashes without the words", 15, "An event's hash, and who verifies it, leave out the personal words.",
        (Edit("earpiece.journal.chain:chained", 'entry.sealed or b""', 'b""'),),
    ),
    Mutant(
        "erasing keeps the key", 15, "Erasing a customer leaves the keys of their words where they are.",
        (
            Edit("earpiece.journal.memory:MemoryStore.erase", "del self.secrets[key.id]", "pass"),
        ),
    ),
    Mutant(
        "guests are not found", 15, "What a customer said before they were known is not erased.",
        (Edit("earpiece.runtime.erasing:erase_customer", "await journal.link(subject, known_as)", "pass"),),
    ),
    Mutant(
        "words in the open", 15, "The customer's name is stored where everybody can read it.",
        (
            Edit(
                ENCODE, "opened = event.model_dump_json(exclude=shape.personal)",
                'opened = event.model_dump_json(exclude=shape.personal - {"text", "customer", "result"})',
            ),
        ),
    ),
)  # fmt: skip
