"""Makes the peers' own environment, `bench/.peers`, with exactly the packages locked in `bench/peers.txt`.

python -m bench.peers           makes it if it is missing or out of date
python -m bench.peers --lock    remakes peers.txt from peers.in: exact versions with hashes
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = HERE / ".peers"
WANTED, LOCKED = HERE / "peers.in", HERE / "peers.txt"


def interpreter() -> str:
    """The peers' Python; the environment is made first where it is missing."""
    made, wanted = ENVIRONMENT / ".made", sha256(LOCKED.read_bytes()).hexdigest()
    python = ENVIRONMENT / "bin" / "python"
    if not made.exists() or made.read_text() != wanted:
        print("Making bench/.peers")
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", ENVIRONMENT], check=True)
        _uv("pip", "install", "--quiet", "--no-config", "--python", str(python), "--require-hashes", "-r", str(LOCKED))
        made.write_text(wanted)
    return str(python)


def lock() -> None:
    """Write peers.txt anew."""
    _uv(
        "pip", "compile", "--quiet", "--no-config", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "python -m bench.peers --lock",
        "--output-file", str(LOCKED), str(WANTED),
    )  # fmt: skip
    print(f"{LOCKED.name}: {LOCKED.read_text().count('==')} packages")


def _uv(*arguments: str) -> None:
    """uv with pip's settings, from this environment or else from one of its own."""
    beside = Path(sys.executable).parent / "uv"
    with tempfile.TemporaryDirectory() as folder:
        program = beside if beside.exists() else _own_uv(Path(folder))
        subprocess.run(
            [str(program), *arguments], env={**os.environ, **_settings()}, check=True, stdout=subprocess.DEVNULL
        )


def _own_uv(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--require-hashes", "-r"]
    subprocess.run([*pip, str(ROOT / "requirements" / "uv.txt")], check=True)
    return folder / "bin" / "uv"


def _settings() -> Mapping[str, str]:
    """What bin/uv_settings.py prints, as environment: a machine may reach packages only the way pip is set up."""
    lines = subprocess.run(
        ["bash", "-c", f'eval "$({sys.executable} {ROOT / "bin" / "uv_settings.py"})"; env -0'],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return dict(line.split("=", 1) for line in lines.split("\0") if "=" in line)


if __name__ == "__main__":
    lock() if "--lock" in sys.argv else print(interpreter())
