#!/usr/bin/env python3
"""Prints pip's settings as shell exports for uv, which does not read them by itself.

A machine may reach packages only through a registry or a certificate its owner configured for pip; uv has
to go the same way. Run by the environment's own python, because its `pip` is asked.
"""

import ast
import os
import shlex
import subprocess
import sys

# Later wins, as in pip itself.
SECTIONS = ("global", "install", ":env:")


def pip_settings() -> dict[str, str]:
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        name, equals, value = line.partition("=")
        section, dot, key = name.partition(".")
        if equals and dot and section in found:
            found[section][key] = str(ast.literal_eval(value))
    merged: dict[str, str] = {}
    for section in SECTIONS:
        merged.update(found[section])
    return merged


def main() -> None:
    pip = pip_settings()
    wanted = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "SSL_CERT_FILE": pip.get("cert"),
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "UV_HTTP_TIMEOUT": pip.get("default-timeout") or pip.get("timeout"),
    }
    for name, value in wanted.items():
        if value and name not in os.environ:
            print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
