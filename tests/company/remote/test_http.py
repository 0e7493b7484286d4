"""Operations of an OpenAPI document, called on a real server."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from structlog.testing import capture_logs

from earpiece.company.remote.http import MOST_BYTES, OutcomeUnknown
from earpiece.company.remote.outside import Outside
from earpiece.domain.errors import Invalid, NotFound, ToolError
from tests.company.remote.shop import Shop
from tests.support.orders import Orders

REFUND = {"order": "o1", "amount": 5.0}


def refused(shop: Shop, tool: str, args: dict[str, object], customer: str | None = "c1") -> ToolError:
    with pytest.raises(ToolError) as caught:
        shop.run(tool, args, customer)
    return caught.value


def test_the_company_passes_every_check(shop: Shop) -> None:
    """A document that FastAPI made is understood, and nothing is doubtful."""
    findings = shop.check()
    assert (findings.problems, findings.warnings) == ((), ())
    assert findings.company is not None
    assert sorted(findings.company.tools["refund"].parameters["properties"]) == ["amount", "order", "reason"]


def test_a_read_brings_what_the_server_answers(shop: Shop, orders: Orders) -> None:
    """With the verified customer in the header that the document names, and the credential."""
    assert shop.run("order", {"order": "a b"}) == {"order": "a b", "customer": "c1", "total": 20.5}
    (asked,) = orders.asked
    assert (asked["headers"]["x-customer-id"], asked["headers"]["authorization"]) == ("c1", "Bearer t0ken")
    assert "idempotency-key" not in asked["headers"]


def test_lists_and_numbers_stand_in_the_query_as_the_document_means_them(shop: Shop) -> None:
    """`style: form, explode: true`, the usual."""
    assert shop.run("search", {"status": ["open", "late"], "most": 2}) == {"status": ["open", "late"], "most": 2}


def test_a_write_takes_the_customer_and_the_key_along(shop: Shop, orders: Orders) -> None:
    """Both come from what is verified and written down, whatever was typed."""
    result = shop.run("refund", {**REFUND, "reason": "late"}, "c7", "k9")
    assert result == {"refund": "r-o1", "amount": 5.0, "customer": "c7"}
    (asked,) = orders.asked
    assert (asked["method"], asked["path"]) == ("POST", "/orders/o1/refunds")
    assert asked["headers"]["idempotency-key"] == "k9"
    assert json.loads(asked["body"]) == {"amount": 5.0, "reason": "late"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({**REFUND, "x-customer-id": "c2"}, "there is no parameter x-customer-id"),
        ({**REFUND, "customer": "c2"}, "there is no parameter customer"),
        ({"order": "o1"}, "amount is missing"),
        ({"order": "o1", "amount": -1}, "amount does not fit: exclusiveMinimum 0"),
        ({"order": "o1", "amount": "secret"}, "amount does not fit: type number"),
        ({"order": "..", "amount": 1}, "order cannot be part of an address"),
        ({"order": "", "amount": 1}, "order cannot be part of an address"),
    ],
)
def test_what_does_not_fit_is_never_sent(shop: Shop, orders: Orders, args: dict[str, object], words: str) -> None:
    """Nobody gives the customer's id by hand, and nobody leaves the operation's path. The words repeat no value."""
    error = refused(shop, "refund", args)
    assert error.code == "invalid_arguments"
    assert words in error.message
    assert "secret" not in error.message
    assert orders.asked == []


def test_somebody_unknown_is_never_sent(shop: Shop, orders: Orders) -> None:
    """The tool acts for a verified customer only."""
    assert refused(shop, "refund", dict(REFUND), customer=None).code == "not_verified"
    assert orders.asked == []


def test_a_stated_problem_did_nothing(shop: Shop) -> None:
    """Its type is the code that a playbook branches on (RFC 9457)."""
    error = refused(shop, "refund", {**REFUND, "order": "twice"})
    assert (error.code, error.message) == ("already_refunded", "It was refunded in May.")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (JSONResponse({"code": "Out-Of-Stock", "message": "None left"}, 422), "out_of_stock", "None left"),
        (JSONResponse({"error": {"code": "limit", "message": "Too much"}}, 400), "limit", "Too much"),
        (JSONResponse({"type": "about:blank", "title": "Conflict"}, 409), "http_409", "Conflict"),
        (PlainTextResponse("go away", 403), "http_403", "the server answered 403"),
    ],
)
def test_other_ways_to_state_a_problem(shop: Shop, orders: Orders, answer: Response, code: str, words: str) -> None:
    """What services write in practice; without any of it the status is the code."""
    orders.answer = answer
    error = refused(shop, "refund", dict(REFUND))
    assert (error.code, error.message) == (code, words)


UNCLEAR = {
    "an error of the server": (Response(status_code=503), "http_503"),
    "a timeout on its way": (Response(status_code=408), "http_408"),
    "a redirect": (RedirectResponse("/elsewhere", 303), "http_303"),
    "no JSON": (PlainTextResponse("done"), "not_json"),
    "too much": (JSONResponse("x" * (MOST_BYTES + 1)), "too_large"),
}


@pytest.mark.parametrize("case", UNCLEAR)
def test_what_says_nothing_leaves_a_write_open_and_a_read_undone(shop: Shop, orders: Orders, case: str) -> None:
    """Only a read can be taken for undone; what became of a write has to be found out."""
    orders.answer, code = UNCLEAR[case]
    with pytest.raises(OutcomeUnknown):
        shop.run("refund", REFUND)
    assert refused(shop, "order", {"order": "o1"}).code == code


def test_a_write_without_an_answer_in_time_is_left_open(shop: Shop, orders: Orders) -> None:
    """It may have been done: it is never called a failure."""
    orders.wait = 0.6
    with capture_logs() as lines, pytest.raises(OutcomeUnknown, match="gave no answer in time"):
        shop.run("refund", REFUND)
    assert [(line["why"], line["server"], line["operation"]) for line in lines] == [
        ("timeout", "orders", "createRefund")
    ]  # fmt: skip
    shop.change("tools.yaml", "from: orders/getOrder\n", "from: orders/getOrder\n  deadline: 0.2s\n")
    assert refused(shop, "order", {"order": "o1"}).code == "timeout"


@contextmanager
def breaking() -> Iterator[str]:
    """A server that hangs up in the middle."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def hang_up() -> None:
            for _ in range(2):
                connection, _address = door.accept()
                connection.recv(65536)
                connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        thread.join(5)


def test_a_broken_connection_leaves_a_write_open(shop: Shop, orders: Orders) -> None:
    """The request may have been carried out before."""
    with breaking() as address:
        shop.change("servers.yaml", orders.address, address)
        with pytest.raises(OutcomeUnknown, match="broke off"):
            shop.run("refund", REFUND)
        assert refused(shop, "order", {"order": "o1"}).code == "broken"


def test_where_nobody_listens_nothing_was_sent(shop: Shop, orders: Orders) -> None:
    """Without a connection nothing can have been done, so a playbook may go another way at once."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    shop.change("servers.yaml", orders.address, f"http://127.0.0.1:{port}")
    assert refused(shop, "refund", dict(REFUND)).code == "unreachable"


def test_what_became_of_an_attempt_is_asked_by_its_key(shop: Shop, orders: Orders) -> None:
    """404 says that it never happened; whoever cannot be asked says nothing."""
    shop.change("tools.yaml", "  deadline: 0.3s\n", "  outcome: orders/findRefund\n")
    findings = shop.check()
    assert (findings.problems, findings.warnings) == ((), ())
    assert findings.company is not None
    assert findings.company.tools["refund"].has_check
    assert not findings.company.tools["order"].has_check
    shop.run("refund", REFUND, "ann", "k1")
    assert shop.outcome("refund", "k1") == {"refund": "r-found", "amount": 5.0, "customer": "ann"}
    assert shop.outcome("refund", "k2") is None
    orders.answer = Response(status_code=500)
    with pytest.raises(NotFound, match="answered 500"):
        shop.outcome("refund", "k1")
    with pytest.raises(NotFound, match="cannot tell"):
        shop.outcome("order", "k1")


@pytest.mark.parametrize("tool", ["deleteOrder", "delete", "orders/deleteOrder", "health"])
def test_an_operation_that_tools_yaml_does_not_name_cannot_be_called(shop: Shop, orders: Orders, tool: str) -> None:
    """Whatever the document offers."""
    assert refused(shop, tool, {"order": "o1"}).code == "no_such_tool"
    assert orders.asked == []


def test_a_server_is_not_started_without_its_credential(shop: Shop) -> None:
    """The variable is named; a call could not be made either."""
    with pytest.raises(Invalid, match="Set in the environment: ORDERS_TOKEN for the server `orders`"):
        Outside(environment={}).check(shop.check().files)
    Outside(environment={"ORDERS_TOKEN": "x"}).check(shop.check().files)
    assert refused(replace(shop, environment={}), "order", {"order": "o1"}).code == "no_credential"


def test_a_credential_may_go_in_a_header_of_its_own(shop: Shop, orders: Orders) -> None:
    """As many services want it."""
    shop.change("servers.yaml", "credential: ORDERS_TOKEN", "credential: ORDERS_TOKEN, credential_as: X-Api-Key")
    shop.run("search", {})
    assert orders.asked[0]["headers"]["x-api-key"] == "t0ken"
    assert "authorization" not in orders.asked[0]["headers"]
