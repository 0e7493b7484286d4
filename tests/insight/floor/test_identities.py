"""What holds on the floor exactly."""

from collections.abc import Callable

import pytest

from tests.insight.floor.counted import COUNTED
from tests.insight.floor.whole_days import WHOLE_DAYS


@pytest.mark.parametrize("identity", [*COUNTED, *WHOLE_DAYS], ids=lambda each: each.__name__)
def test_it_holds_exactly(identity: Callable[[], None]) -> None:
    identity()
