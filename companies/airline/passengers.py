"""Invented passengers and their reservations, with which the airline's books begin."""

from typing import Any

Entry = dict[str, Any]


def _user(first: str, last: str, dob: str, city: str, membership: str, pays: list[Entry], trips: list[str]) -> Entry:
    return {
        "name": {"first_name": first, "last_name": last},
        "address": {"city": city, "country": "USA"},
        "email": f"{first}.{last}@example.com".lower(),
        "dob": dob,
        "payment_methods": {each["id"]: each for each in pays},
        "saved_passengers": [],
        "membership": membership,
        "reservations": trips,
    }


def _card(number: int, brand: str, last: str) -> Entry:
    return {"source": "credit_card", "brand": brand, "last_four": last, "id": f"credit_card_{number}"}


def _worth(source: str, number: int, amount: int) -> Entry:
    return {"source": source, "amount": amount, "id": f"{source}_{number}"}


USERS: dict[str, Entry] = {
    "nora_lindgren_4821": _user("Nora", "Lindgren", "1984-02-19", "Boston", "regular",
        [_card(7710042, "visa", "4410"), _worth("gift_card", 3300718, 160)], ["BQ7T2M", "LK4W9D"]),
    "tomas_ferreira_1190": _user("Tomas", "Ferreira", "1991-11-03", "Chicago", "gold",
        [_card(5120983, "mastercard", "0937")], ["RM2H8P"]),
    "ivy_castellan_7302": _user("Ivy", "Castellan", "1979-07-28", "New York", "silver",
        [_card(6604127, "visa", "1205"), _worth("gift_card", 9081245, 90)], ["XD5J1V", "PN9C6E"]),
    "samuel_oduya_2657": _user("Samuel", "Oduya", "1968-04-09", "Seattle", "silver",
        [_worth("gift_card", 4471203, 75)], ["HV3K7S"]),
    "petra_nowak_8846": _user("Petra", "Nowak", "1995-12-14", "Denver", "regular",
        [_card(2298415, "mastercard", "7781")], ["TW8F4Q"]),
    "liam_achterberg_5573": _user("Liam", "Achterberg", "1988-09-01", "Philadelphia", "regular",
        [_card(3345790, "visa", "6642"), _worth("certificate", 1150382, 150), _worth("gift_card", 7723904, 60)], []),
    "rosa_delmonte_3018": _user("Rosa", "Delmonte", "1973-03-22", "Boston", "gold",
        [_card(8860231, "visa", "3178")], ["CE6Y2N"]),
    "hugo_brandvold_9465": _user("Hugo", "Brandvold", "1999-06-30", "Atlanta", "regular",
        [_card(1432677, "mastercard", "5099")], ["ZJ1A5G"]),
}  # fmt: skip


def _leg(number: str, start: str, end: str, date: str, price: int) -> Entry:
    return {"origin": start, "destination": end, "flight_number": number, "date": date, "price": price}


def _trip(id: str, user: str, flights: list[Entry], cabin: str, paid: str, created: str, more: Entry) -> Entry:
    name = USERS[user]["name"]
    passengers = [{**name, "dob": USERS[user]["dob"]}, *more.get("with", [])]
    price = sum(leg["price"] for leg in flights) * len(passengers)
    insured = more.get("insurance", "no")
    return {
        "reservation_id": id,
        "user_id": user,
        "origin": flights[0]["origin"],
        "destination": more.get("to", flights[-1]["destination"]),
        "flight_type": more.get("type", "one_way"),
        "cabin": cabin,
        "flights": flights,
        "passengers": passengers,
        "payment_history": [{"payment_id": paid, "amount": price + 30 * len(passengers) * (insured == "yes")}],
        "created_at": created,
        "total_baggages": more.get("bags", 0),
        "nonfree_baggages": 0,
        "insurance": insured,
    }


RESERVATIONS: list[Entry] = [
    _trip("BQ7T2M", "nora_lindgren_4821", [_leg("AL110", "BOS", "DEN", "2024-05-22", 402)], "business",
        "credit_card_7710042", "2024-05-02T10:14:00", {}),
    _trip("LK4W9D", "nora_lindgren_4821", [_leg("AL101", "BOS", "ORD", "2024-05-29", 71)], "basic_economy",
        "gift_card_3300718", "2024-05-08T18:40:00", {}),
    _trip("RM2H8P", "tomas_ferreira_1190", [_leg("AL122", "ORD", "DEN", "2024-05-24", 128)], "economy",
        "credit_card_5120983", "2024-05-04T09:05:00", {}),
    _trip("XD5J1V", "ivy_castellan_7302", [
        _leg("AL140", "JFK", "ATL", "2024-05-20", 133), _leg("AL150", "ATL", "MIA", "2024-05-20", 118)], "economy",
        "credit_card_6604127", "2024-05-07T12:30:00",
        {"with": [{"first_name": "Otto", "last_name": "Castellan", "dob": "2009-01-17"}]}),
    _trip("PN9C6E", "ivy_castellan_7302", [_leg("AL130", "JFK", "SFO", "2024-05-27", 187)], "economy",
        "credit_card_6604127", "2024-05-09T08:12:00", {}),
    _trip("HV3K7S", "samuel_oduya_2657", [_leg("AL171", "SEA", "ORD", "2024-05-14", 152)], "economy",
        "gift_card_4471203", "2024-05-01T16:55:00",
        {"with": [{"first_name": "Grace", "last_name": "Oduya", "dob": "1970-10-05"}]}),
    _trip("TW8F4Q", "petra_nowak_8846", [_leg("AL111", "DEN", "BOS", "2024-05-26", 88)], "basic_economy",
        "credit_card_2298415", "2024-05-06T20:21:00",
        {"with": [{"first_name": "Marek", "last_name": "Nowack", "dob": "1993-08-11"}]}),
    _trip("CE6Y2N", "rosa_delmonte_3018", [_leg("AL103", "BOS", "ORD", "2024-05-21", 140)], "economy",
        "credit_card_8860231", "2024-05-05T11:11:00",
        {"with": [{"first_name": "Elio", "last_name": "Delmonte", "dob": "2001-05-25"}], "bags": 2}),
    _trip("ZJ1A5G", "hugo_brandvold_9465", [
        _leg("AL150", "ATL", "MIA", "2024-05-23", 119), _leg("AL151", "MIA", "ATL", "2024-05-27", 126)], "economy",
        "credit_card_1432677", "2024-05-03T14:02:00", {"type": "round_trip", "to": "MIA"}),
]  # fmt: skip
