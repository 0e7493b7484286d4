"""The promises as far as they can be seen from outside, held against a live installation. See docs/conformance.md."""
