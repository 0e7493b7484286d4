"""The suite holds on a real server, notices every way of breaking a promise, and leaves nothing behind."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from earpiece.cli import prove_url
from earpiece.domain.errors import EarpieceError
from earpiece.runtime.views import CardView
from earpiece.sim.conformance import nobody_forgotten
from earpiece.sim.conformance.answers import harmless_answer
from earpiece.sim.conformance.report import Report
from earpiece.sim.conformance.run import prove
from earpiece.sim.conformance.site import MOST_CONVERSATIONS, Site
from earpiece.sim.conformance.suite import PROMISES, SUITE, Check
from earpiece.sim.proof.shop import FOLDER as LAMP_SHOP
from earpiece.wiring import RealClock, RealIds
from tests.sim import faults as f
from tests.sim.broken_door import Fault, open_door
from tests.support.server import ROOT, SLOW_SHOP, Json, Server, free_port, run

QUICK = tuple(check for check in SUITE if not check.long)
BY_NAME = {check.run.__name__: check for check in SUITE}

NOTICED: dict[type[Fault], tuple[str, ...]] = {
    f.SwallowsMessages: ("every_acknowledged_message_is_kept",),
    f.TakesMessagesAgain: (
        "the_same_message_twice_counts_once",
        "the_same_message_at_once_counts_once",
        "a_message_survives_a_broken_connection",
    ),
    f.TakesHalfAMessage: ("half_a_message_is_no_message",),
    f.KeepsWhatItRefuses: ("no_word_of_a_refused_message_is_kept",),
    f.TakesEveryAnswer: (
        "two_answers_at_once_one_wins",
        "an_answer_in_a_wrong_form_is_refused",
        "an_answer_to_an_older_question_is_refused",
        "an_answer_under_a_lost_claim_is_refused",
        "an_answer_without_the_right_is_refused",
        "a_late_answer_is_refused",
        "an_answer_to_a_withdrawn_question_is_refused",
        "an_experts_answer_with_a_card_number_is_refused",
    ),
    f.SaysNotWhoWon: ("two_answers_at_once_one_wins", "a_late_answer_is_refused"),
    f.RefusesTheSecondClick: ("the_same_click_twice_is_harmless",),
    f.RefusesAPerson: ("who_asks_for_a_person_gets_one",),
    f.SaysNothing: ("the_first_word_comes_within_two_seconds",),
    f.SpeaksLate: ("the_first_word_comes_within_two_seconds",),
    f.NeverWaits: ("waiting_is_true_exactly_while_a_card_is_open",),
    f.AlwaysWaits: ("waiting_is_true_exactly_while_a_card_is_open",),
    f.StreamWaitsForEver: ("waiting_is_true_exactly_while_a_card_is_open",),
    f.RepeatsEvents: ("an_answer_comes_once_on_two_streams", "a_stream_resumes_after_every_line"),
    f.DropsEvents: ("an_answer_comes_once_on_a_stream_that_is_cut", "an_answer_comes_once_on_two_streams"),
    f.ForgetsWhereItWas: ("an_answer_comes_once_on_a_stream_that_is_cut", "a_stream_resumes_after_every_line"),
    f.HearsNobodyWhoWaits: ("the_customer_may_speak_while_a_card_is_open",),
    f.NamesNoSources: ("the_story_names_the_sources_of_what_was_said",),
    f.KeepsSecrets: (
        "a_card_number_appears_nowhere",
        "a_card_number_split_over_two_messages_appears_nowhere",
        "codes_and_passwords_appear_nowhere",
    ),
    f.ChecksNoTokens: (
        "a_token_opens_no_other_conversation",
        "nothing_opens_without_a_token",
        "a_forged_token_opens_nothing",
        "tricks_with_the_address_lead_nowhere",
    ),
    f.SwapsTokens: ("a_token_opens_no_other_conversation",),
    f.OpensTheDesk: ("a_customers_token_opens_no_desk", "nothing_opens_without_a_token"),
    f.ResolvesAddressesTooLate: ("tricks_with_the_address_lead_nowhere",),
    f.BelievesEverybody: ("a_forged_customer_token_is_refused", "a_stale_customer_token_is_refused"),
    f.CountsWrong: ("positions_only_grow",),
    f.SkipsALine: ("whoever_reads_on_misses_nothing",),
    f.RewritesThePast: ("nothing_changes_afterwards",),
    f.NumbersConversations: ("ids_cannot_be_guessed",),
    f.AnswersInAnotherShape: ("every_error_has_the_one_shape",),
    f.EndsStreams: ("a_silent_stream_shows_that_it_is_alive",),
    f.HasNoLimits: ("the_public_door_has_limits",),
    f.NeverSaysWhen: ("the_public_door_has_limits",),
}
"""What is wrong with a server, and which check must notice it."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The lamp shop."""
    server = Server(LAMP_SHOP, tmp_path_factory.mktemp("lamps") / "data").start()
    yield server
    server.kill()


def held_against(server: Server, checks: Sequence[Check], *urls: str) -> Report:
    """What comes of these checks, at these addresses of the server's."""

    async def hold() -> Report:
        secret = (server.data / "host.secret").read_bytes().strip()
        site = Site(urls or [server.url], server.service_token.strip(), RealClock(), RealIds(), secret)
        try:
            return await prove(site, checks)
        finally:
            await site.close()

    return asyncio.run(hold())


def stories(report: Report) -> list[str]:
    """Everything that was not held, and everything left behind."""
    return [f"{each.check.name}: {each.words}" for each in report.outcomes if each.came != "held"] + report.left


def test_a_real_server_keeps_them(shop: Server) -> None:
    """All that need no long waiting, at two addresses; nothing is left behind, and cards of others are left alone."""
    shop.open().say("Can I speak to a real person?")
    card = shop.card("cleo")
    report = held_against(shop, QUICK, shop.url, shop.url.replace("127.0.0.1", "localhost"))
    assert stories(report) == []
    assert {outcome.check.promise for outcome in report.outcomes} == set(PROMISES)
    assert 30 < report.opened <= MOST_CONVERSATIONS - 2  # the long ones take one each
    assert [each["id"] for each in shop.cards("cleo")] == [card["id"]]
    assert shop.desk("cleo", path=f"/desk/cards/{card['id']}").json()["holder"] is None
    assert shop.answer(card, "cleo", choice="continue").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("fault", NOTICED, ids=lambda fault: fault.__name__)
def test_each_broken_server_is_noticed(shop: Server, fault: type[Fault]) -> None:
    """By the checks that are there for it, each with a story; the same ones hold without the fault (see above)."""
    names = NOTICED[fault]
    late = any(BY_NAME[name].late for name in names)  # these look back on what others did
    before = [check for check in SUITE if check.promise == "1"] if late else []
    with open_door(shop.url, shop.service_token.strip(), fault) as url:
        report = held_against(shop, [*before, *(BY_NAME[name] for name in names)], url)
    came = {each.check.run.__name__: each for each in report.outcomes}
    assert {name: came[name].came for name in names} == dict.fromkeys(names, "broken")
    assert all(len(came[name].words) > 30 for name in names)


def test_every_check_can_fail() -> None:
    """There is a broken server for each, here or in a test of its own below."""
    own = {"the_next_word_comes_in_time"}
    assert {name for names in NOTICED.values() for name in names} | own == set(BY_NAME)


@pytest.mark.parametrize("check", SUITE, ids=lambda check: check.name)
def test_each_check_is_documented(check: Check) -> None:
    """With the sentence that stands above it."""
    assert f"| {check.name} | {check.shows} |" in (ROOT / "docs" / "conformance.md").read_text()


@pytest.mark.slow
def test_the_next_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shop whose rhythm is two seconds it comes; without it the check breaks."""
    monkeypatch.setattr(nobody_forgotten, "NEXT_WORD", 4.0)
    check = [BY_NAME["the_next_word_comes_in_time"]]
    server = Server(SLOW_SHOP, tmp_path / "data").start()
    try:
        assert stories(held_against(server, check)) == []
        with open_door(server.url, server.service_token.strip(), f.SpeaksOnce) as url:
            assert held_against(server, check, url).came("broken")
    finally:
        server.kill()


@pytest.mark.slow
def test_no_heartbeat(shop: Server) -> None:
    """A stream without comments is noticed, and one with them is not taken for silent."""
    check = [BY_NAME["a_silent_stream_shows_that_it_is_alive"]]
    assert stories(held_against(shop, check)) == []
    with open_door(shop.url, shop.service_token.strip(), f.SendsNoHeartbeat) as url:
        assert held_against(shop, check, url).came("broken")


@pytest.fixture
def hudson_bank(tmp_path: Path) -> Iterator[Server]:
    """The sample company."""
    server = Server(ROOT / "companies" / "hudson", tmp_path / "data").start()
    yield server
    server.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("place", ["shop", "hudson_bank"])
def test_the_command(place: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The whole suite holds; without the host's secret one check is skipped."""
    server: Server = request.getfixturevalue(place)
    out = tmp_path / "out.json"
    done = run("prove", "--url", server.url, "--data", server.data, "--json", out)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(out.read_text())
    assert found["url"] == server.url
    assert set(found["held"]) == set(PROMISES)
    assert sum(found["held"].values()) == len(SUITE) - 1
    assert found["broken"] == []
    assert [each["check"] for each in found["skipped"]] == ["a stale customer token is refused"]
    assert "--host-secret" in found["skipped"][0]["reason"]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_command_on_a_broken_server(shop: Server, tmp_path: Path) -> None:
    """Exit status 1, with the promise, the check and the story in the file and on the screen; the others hold."""
    out = tmp_path / "out.json"
    token, secret = shop.data / "service.token", shop.data / "host.secret"
    with open_door(shop.url, shop.service_token.strip(), f.NamesNoSources) as url:
        done = run("prove", "--url", url, "--token", token, "--host-secret", secret, "--json", out)
    assert done.returncode == 1
    found = json.loads(out.read_text())
    [broken] = found["broken"]
    assert (broken["promise"], broken["check"]) == ("10", "the story names the sources of what was said")
    assert "names no sources" in broken["story"]
    assert "names no sources" in done.stdout
    assert (sum(found["held"].values()), found["skipped"]) == (len(SUITE) - 1, [])


def test_what_cannot_be_proved(shop: Server, tmp_path: Path) -> None:
    """A wrong address, a wrong or missing token and no option at all are told in one sentence that helps."""
    token, wrong, none = shop.data / "service.token", tmp_path / "wrong", tmp_path / "none"
    wrong.write_text("no token")
    for url, file, helps in (
        (shop.url, wrong, "--token"),
        (shop.url, none, "--token"),
        (f"http://127.0.0.1:{free_port()}", token, "does not answer"),
        ("nowhere", token, "--url"),
        ("http://:x/", token, "--url"),
        (f"{shop.url}/static", token, "no Earpiece"),
    ):
        with pytest.raises(EarpieceError, match=helps):
            prove_url.run([url], file, None, None)
    done = run("prove")
    assert (done.returncode, "--url" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


CARD: Json = {
    "id": "c1.ask1", "conversation": "c1", "kind": "instruction", "name": "x", "status": "open", "question": "?",
    "why": "", "summary": "", "facts": [], "call": None, "suggestions": [], "form": {}, "skill": "general",
    "authority": {}, "asked_at": 0.0, "revision": 1, "holder": None, "next_rung": None,
    "customer": {"name": None, "verified": False, "language": "en", "earlier": 0, "promises": []},
}  # fmt: skip
CALL = {"tool": "pay", "args": {}, "digest": "d", "effect": "Money is paid"}


@pytest.mark.parametrize(
    ("kind", "properties", "call", "answer"),
    [
        ("instruction", {"text": {}, "choice": {"enum": ["gift"]}}, None, {"text": "words"}),
        ("instruction", {"choice": {"enum": ["gift", "continue"]}}, None, {"choice": "continue"}),
        ("instruction", {"choice": {"enum": ["gift", "call_back"]}}, None, None),
        ("task", {"decision": {"enum": ["yes", "no"]}, "reason": {}, "text": {}}, None, {"decision": "no"}),
        ("approval", {"decision": {"enum": ["yes", "no"]}, "reason": {}}, None, None),
        ("clarification", {"text": {}}, CALL, None),
    ],
)
def test_no_answer_does_harm(kind: str, properties: Json, call: Json | None, answer: Json | None) -> None:
    """Words, a choice that changes nothing or a no; never a yes, never an unknown choice, nothing about an effect."""
    required = [{"required": [name]} for name in ("text", "choice", "decision") if name in properties]
    properties = {**properties, "note": {}} if kind == "instruction" else properties
    form = {"type": "object", "additionalProperties": False, "properties": properties, "anyOf": required}
    card = CardView.model_validate({**CARD, "kind": kind, "form": form, "call": call})
    found = harmless_answer(card, "words")
    assert (found is None) == (answer is None)
    assert found is None or (answer or {}).items() <= found.items()
