"""Where and on what a measurement was made."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path


def machine() -> Mapping[str, str]:
    """What the figures depend on."""
    return {
        "processors": str(os.cpu_count()),
        "processor": _line("/proc/cpuinfo", "model name") or platform.machine(),
        "memory": _line("/proc/meminfo", "MemTotal"),
        "system": platform.system() + " " + platform.release().split("-")[0],
        "python": platform.python_version(),
        "load": f"{os.getloadavg()[0]:.1f} at the start",
        "commit": _commit(),
    }


def today() -> str:
    """The date of the measurement."""
    return datetime.now(UTC).date().isoformat()


def _line(path: str, name: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _commit() -> str:
    found = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
