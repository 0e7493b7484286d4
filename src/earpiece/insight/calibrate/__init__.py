"""From measured conversations back to a scenario: each setting with its interval, and what stays assumed."""
