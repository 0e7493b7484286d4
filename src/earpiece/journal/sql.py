"""Each store's named queries (`sqlite.sql`, `postgres.sql`) and numbered migrations, as texts."""

import re
from collections.abc import Mapping
from importlib.resources import files

_NAME = re.compile(r"^-- (\w+): .*$", re.MULTILINE)


def queries(store: str) -> Mapping[str, str]:
    """Each query of a store by its name: what stands between its line `-- name: what it does` and the next one."""
    _, *pieces = _NAME.split(files("earpiece.journal").joinpath(f"{store}.sql").read_text("utf-8"))
    return {name: text.strip() for name, text in zip(pieces[::2], pieces[1::2], strict=True)}


def migrations(store: str = "sqlite") -> Mapping[str, str]:
    """The script of each migration of a store by its name (`0001_journal`), in the order they are applied."""
    folder = files("earpiece.journal").joinpath("migrations", store)
    scripts = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return {
        file.name.removesuffix(".sql"): file.read_text("utf-8") for file in sorted(scripts, key=lambda file: file.name)
    }


SQL = queries("sqlite")
POSTGRES = queries("postgres")
