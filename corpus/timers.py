"""What runs `corpus crawl --due` by the hour: units for systemd, or a line for cron, made for this installation.

An hour is how soon a site whose interval has come is noticed; a call that finds nothing due asks the database one
question and ends.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import sysconfig
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url

from storage.url import without_passwords

SECRETS_FILE = "~/.config/policy-corpus.env"  # where systemd looks for what no timer may hold


class TimerError(Exception):
    """The installation cannot be written down; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The command by its absolute path, and the settings that are in force, as environment variables."""

    command: Path
    environment: Mapping[str, str]


def installation(db: str, archive: Path, reports: Path, command: Path | None = None) -> Installation:
    """This installation: paths are absolute, a password in the database's URL is left out. Raises TimerError."""
    settings = {
        "CORPUS_DB": _settled(make_url(db)),
        "CORPUS_ARCHIVE": str(archive.absolute()),
        "CORPUS_REPORTS": str(reports.absolute()),
    }
    settings |= {name: os.environ.get(name, "") for name in ("CORPUS_CONTACT", "CORPUS_PRIVATE_NETWORKS")}
    found = Installation(command or _command(), {name: value for name, value in settings.items() if value})
    for value in (str(found.command), *found.environment.values()):
        if not value.isprintable():
            raise TimerError(f"{value!r}: has a character that no timer can hold")
    return found


def _settled(url: URL) -> str:
    """The URL without a password, a SQLite file by its absolute path."""
    database = url.database
    if url.get_backend_name() == "sqlite" and database and not database.startswith((":", "file:")):
        database = str(Path(database).absolute())
    return without_passwords(url.set(database=database)).render_as_string(hide_password=False)


def _command() -> Path:
    """The `corpus` that runs, else the one that was installed beside this Python, else the one of the PATH."""
    beside = Path(sysconfig.get_path("scripts"), "corpus")
    for candidate in (Path(sys.argv[0]).absolute(), beside, Path(shutil.which("corpus") or "")):
        if candidate.name == "corpus" and os.access(candidate, os.X_OK) and candidate.is_file():
            return candidate.absolute()
    raise TimerError(f"{beside}: no `corpus` command here; install the package first")


def systemd(installed: Installation) -> str:
    """A service and its timer for the user's own systemd, each under a comment that says where it goes.

    Raises TimerError where the command's path has a quote or a backslash, which systemd takes in no program's path.
    """
    if set(str(installed.command)) & set("\"'\\"):
        raise TimerError(f"{installed.command}: systemd takes no quote or backslash in a program's path")
    settings = "".join(
        f"Environment={_unit_word(f'{name}={value}')}\n" for name, value in installed.environment.items()
    )
    return f"""\
# ~/.config/systemd/user/policy-corpus.service
[Unit]
Description=Crawl the sites that are due (policy-corpus)

[Service]
Type=oneshot
{settings}EnvironmentFile=-{SECRETS_FILE.replace("~", "%h")}
ExecStart={_unit_word(str(installed.command))} crawl --due

# ~/.config/systemd/user/policy-corpus.timer
# Then: systemctl --user daemon-reload; systemctl --user enable --now policy-corpus.timer; loginctl enable-linger
[Unit]
Description=Ask every hour which sites are due (policy-corpus)

[Timer]
OnCalendar=hourly
RandomizedDelaySec=10min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _unit_word(text: str) -> str:
    """A word of a unit file, quoted: systemd.syntax(7) for the quotes, systemd.unit(5) for the specifiers (%)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def cron(installed: Installation) -> str:
    """A line for `crontab -e`. The minute is the installation's own, so that not every machine asks at once."""
    minute = zlib.crc32(installed.environment["CORPUS_ARCHIVE"].encode()) % 60
    settings = [f"{name}={shlex.quote(value)}" for name, value in installed.environment.items()]
    line = " ".join([*settings, shlex.quote(str(installed.command)), "crawl --due"])
    return f"{minute} * * * * " + line.replace("%", "\\%") + "\n"  # crontab(5): a bare % ends the command
