"""What supervisors see and do: the live board, reading along, leading, switches, bulletins, oversight."""
