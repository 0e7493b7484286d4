// The page of a transfer beside a consult.
