"""What the journal says of some days, as a page, as rows of a table, as data."""
