"""The desk's other places: Slack, and whatever listens to webhooks."""
