"""What the agent may look up and do at Alder Air. As at tau-bench's airline, the tools themselves check no policy."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from books import Books
from sums import work_out
from timetable import AIRPORTS, direct, flight, onestop

from earpiece.domain.errors import ToolError

Entry = dict[str, Any]
Cabin = Literal["basic_economy", "economy", "business"]
BAG, INSURANCE = 50, 30


@dataclass(frozen=True)
class Leg:
    """A flight on a date."""

    flight_number: str
    date: str


@dataclass(frozen=True)
class Passenger:
    """Who travels."""

    first_name: str
    last_name: str
    dob: str


@dataclass(frozen=True)
class Payment:
    """What is paid with which of the passenger's ways to pay, in dollars."""

    payment_id: str
    amount: float


class Tools:
    """The airline's tools by name; `key` makes a repetition harmless."""

    def __init__(self, data: Path, now: Callable[[], float]) -> None:
        self._books = Books(data / "airline.sqlite")

    # --- looking up ---------------------------------------------------------------------------------------------------

    def get_user_details(self, user_id: str) -> Entry:
        return self._books.get("user", user_id)

    def get_reservation_details(self, reservation_id: str) -> Entry:
        return self._books.get("reservation", reservation_id)

    def list_all_airports(self) -> dict[str, str]:
        return dict(AIRPORTS)

    def search_direct_flight(self, origin: str, destination: str, date: str) -> list[Entry]:
        return direct(origin, destination, date)

    def search_onestop_flight(self, origin: str, destination: str, date: str) -> list[list[Entry]]:
        return onestop(origin, destination, date)

    def calculate(self, expression: str) -> str:
        return work_out(expression)

    def think(self, thought: str) -> str:
        return ""

    # --- doing --------------------------------------------------------------------------------------------------------

    def book_reservation(  # noqa: PLR0913 # the signature is tau-bench's
        self, user_id: str, origin: str, destination: str, flight_type: Literal["one_way", "round_trip"], cabin: Cabin,
        flights: list[Leg], passengers: list[Passenger], payment_methods: list[Payment], total_baggages: int,
        nonfree_baggages: int, insurance: Literal["yes", "no"], key: str,
    ) -> Entry:  # fmt: skip
        def make() -> tuple[Entry, list[tuple[str, str, Entry]]]:
            user = self._books.get("user", user_id)
            legs = [_priced(leg, cabin) for leg in flights]
            extras = INSURANCE * len(passengers) * (insurance == "yes") + BAG * nonfree_baggages
            price = sum(leg["price"] for leg in legs) * len(passengers) + extras
            paid = sum(each.amount for each in payment_methods)
            for each in payment_methods:
                self._payable(user, each.payment_id, each.amount)
            if paid != price:
                raise ToolError("payment", f"payment amount does not add up, total price is {price}, but paid {paid:g}")
            id = f"AL{self._books.count() + 1001}"
            trip = {
                "reservation_id": id, "user_id": user_id, "origin": origin, "destination": destination,
                "flight_type": flight_type, "cabin": cabin, "flights": legs, "passengers": _plain(passengers),
                "payment_history": _plain(payment_methods), "created_at": "2024-05-15T15:00:00",
                "total_baggages": total_baggages, "nonfree_baggages": nonfree_baggages, "insurance": insurance,
            }  # fmt: skip
            kept = {**user, "reservations": [*user["reservations"], id]}
            return trip, [("reservation", id, trip), ("user", user_id, kept)]

        return self._do("book_reservation", key, make)

    def cancel_reservation(self, reservation_id: str, key: str) -> Entry:
        trip = self._books.get("reservation", reservation_id)
        back = [{**each, "amount": -each["amount"]} for each in trip["payment_history"]]
        changed = {**trip, "payment_history": [*trip["payment_history"], *back], "status": "cancelled"}
        return self._keep("cancel_reservation", key, changed)

    def update_reservation_flights(
        self, reservation_id: str, cabin: Cabin, flights: list[Leg], payment_id: str, key: str
    ) -> Entry:
        trip = self._books.get("reservation", reservation_id)
        user = self._books.get("user", trip["user_id"])
        self._payable(user, payment_id, 0)
        if payment_id.startswith("certificate"):
            raise ToolError("payment", "certificate cannot be used to update reservation")
        before = {(leg["flight_number"], leg["date"]): leg for leg in trip["flights"]}
        stays = trip["cabin"] == cabin
        legs = [
            before[leg.flight_number, leg.date]
            if stays and (leg.flight_number, leg.date) in before
            else _priced(leg, cabin)
            for leg in flights
        ]
        more = sum(leg["price"] for leg in legs) - sum(leg["price"] for leg in trip["flights"])
        paid = [*trip["payment_history"], {"payment_id": payment_id, "amount": more * len(trip["passengers"])}]
        changed = {**trip, "cabin": cabin, "flights": legs, "payment_history": paid}
        return self._keep("update_reservation_flights", key, changed)

    def update_reservation_baggages(
        self, reservation_id: str, total_baggages: int, nonfree_baggages: int, payment_id: str, key: str
    ) -> Entry:
        trip = self._books.get("reservation", reservation_id)
        price = BAG * max(0, nonfree_baggages - trip["nonfree_baggages"])
        self._payable(self._books.get("user", trip["user_id"]), payment_id, price)
        paid = [*trip["payment_history"], *([{"payment_id": payment_id, "amount": price}] if price else [])]
        bags = {"total_baggages": total_baggages, "nonfree_baggages": nonfree_baggages, "payment_history": paid}
        return self._keep("update_reservation_baggages", key, {**trip, **bags})

    def update_reservation_passengers(self, reservation_id: str, passengers: list[Passenger], key: str) -> Entry:
        trip = self._books.get("reservation", reservation_id)
        if len(passengers) != len(trip["passengers"]):
            raise ToolError("passengers", "number of passengers does not match")
        return self._keep("update_reservation_passengers", key, {**trip, "passengers": _plain(passengers)})

    def send_certificate(self, user_id: str, amount: int, key: str) -> str:
        def make() -> tuple[str, list[tuple[str, str, Entry]]]:
            user = self._books.get("user", user_id)
            id = f"certificate_{5501000 + self._books.count()}"
            pays = {**user["payment_methods"], id: {"source": "certificate", "amount": amount, "id": id}}
            said = f"Certificate {id} added to user {user_id} with amount {amount}."
            return said, [("user", user_id, {**user, "payment_methods": pays})]

        return str(self._do("send_certificate", key, make))

    def transfer_to_human_agents(self, summary: str, key: str) -> str:
        return str(self._do("transfer_to_human_agents", key, lambda: ("Transfer successful", [])))

    # --- not tools ----------------------------------------------------------------------------------------------------

    def outcome(self, tool: str, key: str) -> Any | None:
        return self._books.outcome(key)

    def demo_visitor(self, visitor: str) -> dict[str, str]:
        """Whoever plays a passenger in the demo; the books begin anew for them."""
        self._books.begin_anew()
        return {"customer": visitor, "name": "Passenger"}

    def _do(self, tool: str, key: str, make: Callable[[], tuple[Any, list[tuple[str, str, Entry]]]]) -> Any:
        return self._books.change(tool, key, make)

    def _keep(self, tool: str, key: str, trip: Entry) -> Entry:
        kept: Entry = self._do(tool, key, lambda: (trip, [("reservation", trip["reservation_id"], trip)]))
        return kept

    def _payable(self, user: Entry, payment_id: str, amount: float) -> None:
        way = user["payment_methods"].get(payment_id)
        if way is None:
            raise ToolError("payment", "payment method not found")
        if way["source"] != "credit_card" and way["amount"] < amount:
            raise ToolError("payment", f"not enough balance on {payment_id}")


def _plain(parts: list[Passenger] | list[Payment]) -> list[Entry]:
    return [asdict(each) for each in parts]


def _priced(leg: Leg, cabin: str) -> Entry:
    """The flight with its price today; raises ToolError if it cannot be booked."""
    found = flight(leg.flight_number, leg.date)
    if found is None or found["status"] != "available":
        raise ToolError("flight", f"flight {leg.flight_number} is not available on {leg.date}")
    return {
        "flight_number": leg.flight_number, "date": leg.date, "price": found["prices"][cabin],
        "origin": found["origin"], "destination": found["destination"],
    }  # fmt: skip
