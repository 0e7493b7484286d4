"""What answers taught: precedents, and how far the agent may decide alone."""
