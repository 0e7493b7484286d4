"""`earpiece rehearse`: play a company's rehearsals, or many conversations that open with real messages."""
