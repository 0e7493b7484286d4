"""Language models: readings of the customer's words and wordings of the agent's."""
