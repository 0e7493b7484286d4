"""Breakages of what keeps effects single, permitted and in the right name: promises 2, 3, 4 and 14."""

from earpiece.sim.proof.mutants.edit import Edit, Mutant

ATTEMPTS = "earpiece.runtime.attempts:Attempts"
GATE = "earpiece.gate.rule:"
CALLS = "earpiece.agent.calls:"

COMMIT = "earpiece.runtime.turn:Turns._commit"
MUTANTS = (
    # ── no effect twice ───────────────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "call before it is written", 2, "The tool is called, and only then *started* is written.",
        (
            Edit(
                COMMIT, "keep = self._states.writing(draft.state.id)",
                "keep = self._states.writing(draft.state.id)\n"
                "    for event in draft._events:\n"
                "        if type(event).__name__ == 'ToolStarted':\n"
                "            work = self._ports.tools.run(event.tool, event.args, draft.state.customer, event.key)\n"
                "            self._ports.spawn(f'call {event.call}', work)",
            ),
            Edit(COMMIT, "for call in started:", "for call in ():"),
        ),
    ),
    Mutant(
        "every tool may be run again", 2, "An attempt nobody saw end is made again, whatever the tool declares.",
        (Edit("earpiece.runtime.attempts:_harmless", 'tool.effect == "read" or tool.idempotent', "True"),),
        since=31,
    ),
    Mutant(
        "a new key for a second attempt", 2, "The second attempt of a call goes out under another key.",
        (Edit(f"{ATTEMPTS}._call", "customer, attempt.key)", 'customer, attempt.key + "+" * (attempt.tries - 1))'),),
        since=9,
    ),
    Mutant(
        "one key for all calls of a tool", 2, "Two calls of a conversation share their idempotency key.",
        (Edit("earpiece.runtime.perform:_start", "key=call,", 'key=f"{draft.state.id} {tool.name}",'),),
    ),
    Mutant(
        "late attempts run", 2, "A node that slept makes the attempt although its deadline has passed.",
        (Edit(f"{ATTEMPTS}.run", "attempt.deadline <= self._ports.clock.now()", "False"),),
        since=540,
    ),
    Mutant(
        "asked before the deadline", 2, "What became of a dead node's attempt is asked before its deadline.",
        (Edit("earpiece.runtime.takeover:Takeover._take", "attempts.take_up(", "attempts.reconcile("),),
        since=19,
    ),
    Mutant(
        "unknown counts as failed", 2, "An attempt nobody knows the end of is recorded as without effect.",
        (
            Edit(
                f"{ATTEMPTS}._again", "ToolUnknown(call=attempt.id)",
                'ToolFailed(call=attempt.id, error="error", message="")',
            ),
        ),
        since=41,
    ),
    Mutant(
        "unknown counts as done", 2, "An attempt nobody knows the end of is recorded as done.",
        (Edit(f"{ATTEMPTS}._again", "ToolUnknown(call=attempt.id)", "ToolFinished(call=attempt.id, result={})"),),
        since=20,
    ),
    Mutant(
        "steps are run again", 2, "The agent forgets that a step's call was made, and calls again.",
        (
            Edit(
                f"{CALLS}_attempt", "return same[-1] if same else None",
                'return same[-1] if same and (len(same) > 2 or same[-1].status != "finished") else None',
            ),
        ),
    ),
    Mutant(
        "two nodes may decide", 6, "The journal takes a decision although the stream has moved since.",
        (
            Edit(
                "earpiece.journal.batch:Batch._check",
                "write.expected is not None and write.expected != head.position", "False",
            ),
        ),
    ),
    # ── what was approved is what runs ────────────────────────────────────────────────────────────────────────────
    Mutant(
        "any arguments under a grant", 3, "The gate does not compare the digest of what was approved.",
        (Edit(f"{GATE}_grant", "consult.grant == exact and ", "consult.grant is not None and "),),
        since=99,
    ),
    Mutant(
        "grants for ever", 3, "A grant does not end.",
        (
            Edit(f"{GATE}_grant", "consult.grant_expires is None or consult.grant_expires > state.now", "True"),
            Edit(f"{CALLS}as_changed", "consult.grant_expires <= state.now", "False"),
        ),
        since=87,
    ),
    Mutant(
        "grants used twice", 3, "A spent grant counts again, for an agent that forgets what it has called.",
        (
            Edit(f"{GATE}_grant", " and not consult.spent", ""),
            Edit(f"{CALLS}_attempt", "return same[-1] if same else None", 'return same[-1] if len(same) > 1 else None'),
        ),
    ),
    Mutant(
        "changes are left out", 3, "What the expert changed before the yes is forgotten: the call runs as proposed.",
        (
            Edit("earpiece.desk.answers:grant_of", "args = {**call.args, **answer.changes}", "args = dict(call.args)"),
            Edit(f"{CALLS}as_changed", "return {**args, **consult.answer.changes}", "return args"),
        ),
        since=16,
    ),
    Mutant(
        "a no grants too", 3, "Any answer to an approval grants the call.",
        (
            Edit("earpiece.desk.answers:grant_of", 'answer.decision != "yes" or ', ""),
            Edit(f"{CALLS}call", 'consult.answer.decision == "no"', "False"),
        ),
    ),
    # ── the gate cannot be talked away ────────────────────────────────────────────────────────────────────────────
    Mutant(
        "no gate", 4, "The agent's proposals are carried out without the gate.",
        (Edit("earpiece.runtime.turn:Turns._decide", "rule(step, draft.state, company)", "Go()"),),
    ),
    Mutant(
        "unlisted effects run", 4, "An effect that no rule mentions runs without anybody being asked.",
        (Edit(f"{GATE}_tool_call", 'tool.effect == "read"', "True"),),
    ),
    Mutant(
        "refusing rules are ignored", 4, "What a rule refuses runs all the same.",
        (Edit(f"{GATE}_tool_call", 'decided.verdict == "refuse"', "False"),),
        since=17,
    ),
    Mutant(
        "asking rules are ignored", 4, "What a rule wants asked runs without being asked about.",
        (Edit(f"{GATE}_tool_call", 'decided.verdict == "ask"', "False"),),
    ),
    # ── nobody sees another's data ────────────────────────────────────────────────────────────────────────────────
    Mutant(
        "the typed identity", 14, "A tool is called for whoever the customer says to be.",
        (
            Edit(
                f"{ATTEMPTS}.run", "customer = state.customer if",
                "typed = [line.event.text.split()[-1] for line in state.lines"
                " if line.event.text.startswith('I am customer')]\n"
                "    customer = [state.customer, *typed][-1] if",
            ),
        ),
        since=15,
    ),
    Mutant(
        "guests may", 14, "A tool that needs a verified customer runs for a guest.",
        (
            Edit(f"{GATE}_tool_call", 'tool.needs == "verified" and ', "False and "),
            Edit(f"{CALLS}identify_first", 'tool.needs == "anyone" or ', "True or "),
        ),
    ),
    Mutant(
        "one page for all", 14, "A node shows every customer the conversation that it was asked for first.",
        (
            Edit(
                "earpiece.runtime.chats:Chats.view", "state = await self._states.conversation(conversation)",
                'state = await self._states.conversation(self.__dict__.setdefault("first", conversation))',
            ),
        ),
    ),
    Mutant(
        "the next one's account", 14, "Whoever signs in is taken for the customer with the next number.",
        (
            Edit(
                "earpiece.runtime.attempts:_verified", 'customer=str(result["customer"])',
                'customer="c" + str(int(str(result["customer"])[1:]) + 1)',
            ),
        ),
    ),
)  # fmt: skip
