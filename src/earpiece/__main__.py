"""`python -m earpiece`."""

from earpiece.cli import main

main()
