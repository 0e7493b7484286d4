"""The machine's own Chromium, for measurements of what people see."""

import os
import shutil

ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
]  # fmt: skip


def chromium() -> str:
    """Where it is. Ends the program if there is none."""
    names = (os.environ.get("EARPIECE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if name and (found := shutil.which(name)):
            return found
    raise SystemExit("Chromium is not installed: install it, or name it: EARPIECE_CHROMIUM=/path")
