"""A company with an order service beside it, both real."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.company.remote.shop import Shop
from tests.support.orders import Orders, order_service


@pytest.fixture(scope="session")
def running_orders() -> Iterator[Orders]:
    """The order service; see `orders`."""
    with order_service() as orders:
        yield orders


@pytest.fixture
def orders(running_orders: Orders) -> Iterator[Orders]:
    """The order service, as it was at its start."""
    running_orders.asked.clear()
    yield running_orders
    running_orders.answer, running_orders.wait = None, 0.0


@pytest.fixture
def shop(tmp_path: Path, orders: Orders) -> Shop:
    """A company whose tools the order service carries out."""
    shop = Shop(tmp_path)
    shop.write("servers.yaml", f"orders: {{openapi: '{orders.address}', credential: ORDERS_TOKEN}}\n")
    shop.write("servers/orders.json", json.dumps(orders.document))
    return shop
