"""The floor beside ciw, a simulator by queueing people: two programs, two streams of chance, the same waits."""

import statistics
from collections.abc import Callable, Sequence

import ciw
import pytest

from tests.insight.floor.lines import HIGH, LINES, A, C, Figures

RUNS = 10
CUSTOMERS = 3000
WARM = 600


def records(
    rates: Sequence[float], service_s: float, people: int, seed: int, patience_s: float | None = None
) -> list[ciw.data_record.DataRecord]:
    """What became of each customer; the first class goes first."""
    classes = [f"Class {number}" for number in range(len(rates))]
    exponential = ciw.dists.Exponential
    patience = None if patience_s is None else exponential(1 / patience_s)
    network = ciw.create_network(
        arrival_distributions={name: [exponential(rate)] for name, rate in zip(classes, rates, strict=True)},
        service_distributions={name: [exponential(1 / service_s)] for name in classes},
        priority_classes={name: number for number, name in enumerate(classes)},
        number_of_servers=[people],
        reneging_time_distributions={name: [patience] for name in classes},
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(CUSTOMERS / sum(rates))
    return sorted(simulation.get_all_records(), key=lambda each: each.arrival_date)[WARM:]


def impatient(seed: int) -> Figures:
    found = records([A.rate], A.service_s, A.servers, seed, A.patience_s)
    served = [each for each in found if each.record_type == "service"]
    return {
        "left": 1 - len(served) / len(found),
        "within 20 s": sum(each.waiting_time <= 20 for each in served) / len(found),
        "waits": sum(each.waiting_time > 0 for each in found) / len(found),
    }


def by_priority(seed: int) -> Figures:
    found = records([C.rate * HIGH, C.rate * (1 - HIGH)], C.service_s, C.servers, seed)
    waits = [[each.waiting_time for each in found if each.original_customer_class == f"Class {n}"] for n in (0, 1)]
    return {"mean wait, first": statistics.mean(waits[0]), "mean wait, second": statistics.mean(waits[1])}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "theirs"),
    [("Erlang A: M/M/10+M, load 11.67", impatient), ("M/M/10 with priorities", by_priority)],
    ids=["hanging up", "priorities"],
)
def test_two_simulators_agree(name: str, theirs: Callable[[int], Figures]) -> None:
    """Within three standard errors of the difference."""
    line = next(line for line in LINES if line.name == name)
    ours = [line.simulate(seed, CUSTOMERS) for seed in range(RUNS)]
    others = [theirs(seed) for seed in range(RUNS)]
    for figure in line.exact:
        one, other = ([each[figure] for each in runs] for runs in (ours, others))
        error = ((statistics.variance(one) + statistics.variance(other)) / RUNS) ** 0.5
        assert statistics.mean(one) == pytest.approx(statistics.mean(other), abs=3 * error), figure
