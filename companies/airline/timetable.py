"""The flights of a small airline: every flight on every day of May 2024, made up, always the same."""

import random
from itertools import chain
from typing import Any

Entry = dict[str, Any]

AIRPORTS = {
    "BOS": "Boston", "JFK": "New York", "PHL": "Philadelphia", "ORD": "Chicago", "DEN": "Denver", "SEA": "Seattle",
    "SFO": "San Francisco", "ATL": "Atlanta", "MIA": "Miami",
}  # fmt: skip

ROUTES = (
    ("AL101", "BOS", "ORD", "07:10:00", "08:55:00"), ("AL102", "ORD", "BOS", "10:00:00", "13:20:00"),
    ("AL103", "BOS", "ORD", "16:30:00", "18:15:00"), ("AL110", "BOS", "DEN", "09:00:00", "11:40:00"),
    ("AL111", "DEN", "BOS", "13:00:00", "18:50:00"), ("AL120", "ORD", "DEN", "11:30:00", "13:00:00"),
    ("AL121", "DEN", "ORD", "15:00:00", "18:30:00"), ("AL122", "ORD", "DEN", "19:45:00", "21:15:00"),
    ("AL130", "JFK", "SFO", "08:00:00", "11:25:00"), ("AL131", "SFO", "JFK", "13:30:00", "22:05:00"),
    ("AL140", "JFK", "ATL", "06:45:00", "09:10:00"), ("AL141", "ATL", "JFK", "18:00:00", "20:20:00"),
    ("AL150", "ATL", "MIA", "10:15:00", "12:10:00"), ("AL151", "MIA", "ATL", "14:20:00", "16:15:00"),
    ("AL160", "PHL", "ORD", "08:20:00", "09:40:00"), ("AL170", "ORD", "SEA", "12:00:00", "14:25:00"),
    ("AL171", "SEA", "ORD", "16:00:00", "22:05:00"), ("AL180", "DEN", "SEA", "14:10:00", "15:55:00"),
)  # fmt: skip

TODAY = "2024-05-15"
CANCELLED = {("AL141", "2024-05-11"), ("AL171", "2024-05-14")}
DELAYED = {("AL131", "2024-05-15")}
CABINS = {"basic_economy": (45, 110), "economy": (95, 210), "business": (260, 520)}


def direct(origin: str, destination: str, date: str) -> list[Entry]:
    """Flights on `date` that can still be booked."""
    found = (flight(number, date) for number, start, end, *_ in ROUTES if (start, end) == (origin, destination))
    return [each for each in found if each is not None and each["status"] == "available"]


def onestop(origin: str, destination: str, date: str) -> list[list[Entry]]:
    """Pairs of flights on `date`, the second of which leaves after the first has landed."""
    firsts = chain.from_iterable(direct(origin, stop, date) for stop in AIRPORTS if stop != destination)
    return [
        [{**first, "date": date}, {**second, "date": date}]
        for first in firsts
        for second in direct(first["destination"], destination, date)
        if second["scheduled_departure_time_est"] > first["scheduled_arrival_time_est"]
    ]


def flight(number: str, date: str) -> Entry | None:
    """A flight on a date; None for one that is not in the timetable."""
    route = next((each for each in ROUTES if each[0] == number), None)
    if route is None or not "2024-05-01" <= date <= "2024-05-31":
        return None
    _, origin, destination, departs, arrives = route
    dice = random.Random(f"{number} {date}")
    seats = {cabin: dice.randint(3, 18) for cabin in CABINS}
    prices = {cabin: dice.randint(*span) for cabin, span in CABINS.items()}
    entry = {
        "flight_number": number, "origin": origin, "destination": destination,
        "scheduled_departure_time_est": departs, "scheduled_arrival_time_est": arrives,
        "status": _status(number, date, departs),
    }  # fmt: skip
    return {**entry, "available_seats": seats, "prices": prices} if entry["status"] == "available" else entry


def _status(number: str, date: str, departs: str) -> str:
    if (number, date) in CANCELLED:
        return "cancelled"
    if (number, date) in DELAYED:
        return "delayed"
    if date < TODAY or (date == TODAY and departs < "13:00:00"):
        return "landed"
    return "on time" if date == TODAY else "available"
