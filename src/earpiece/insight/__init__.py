"""What the way of working is worth: figures with their definitions, reports, plans. Reads; changes nothing."""
