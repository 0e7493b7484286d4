"""Tells other programs what happens at the desk, after the Standard Webhooks specification."""
