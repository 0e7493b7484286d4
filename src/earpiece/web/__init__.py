"""The HTTP app: the customer's chat, the expert's desk, their pages, and the errors both may meet."""
