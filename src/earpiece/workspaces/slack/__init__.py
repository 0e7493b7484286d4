"""Cards in Slack: posted to a channel per skill, answered with a button or a form, kept up to date, retracted."""
