"""The one check before every action: go, ask a person first, or refuse. Nothing an AI does goes around it."""
