"""From measured conversations back to a scenario: each setting with its interval, and what stays assumed.

- `scenario.calibrate`: all of it, `scenario.text_of`: the file.
- `people.measured_day`: a scenario in which only the time people need for a card is measured.
- `estimate`: what an estimate is; `intervals`, `durations`: the statistics.
- `arrivals`, `needs`, `people`, `talk`: what is estimated.
"""
