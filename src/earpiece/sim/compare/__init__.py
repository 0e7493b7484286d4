"""The same customers on the same day, served in several ways: people alone, transfers, approved messages, consults.

The ways with consults run the real engine, gate and desk in virtual time; in the others the same simulated people serve
the same customers without it. Whatever happens by chance is drawn by customer, so that it is the same in every way.
"""
