"""Takes conversations forward: the turn, the timers, the tools, and the services that faces and programs call."""
