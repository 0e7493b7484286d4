"""Large models of any provider, by pydantic-ai. Nothing else imports it, and this package only when a model is
configured: `connect` says what is missing."""
