"""What is shown of a database's URL: never a password, wherever it stands."""

from __future__ import annotations

import pytest
from sqlalchemy import make_url

from storage.url import has_password, shown
from tests.command import Command

SECRET = "geheim"


def test_a_password_is_seen_wherever_it_stands() -> None:
    assert has_password(make_url("postgresql://u:p@h/d"))
    assert has_password(make_url("postgresql://u@h/d?sslpassword=p"))
    assert not has_password(make_url("postgresql://u@h/d?sslmode=require"))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{SECRET}@h/d",
        f"postgresql://me@h/d?password={SECRET}&sslmode=require",
        f"postgresql://me@h/d?sslpassword={SECRET}",
        f"postgresql://me:{SECRET}@h:port/d",
        f"mysql://me:{SECRET}@h/d",
        f"postgresql+nowhere://me:{SECRET}@h/d",
        f"postgresql:/h/d?password={SECRET}",
        f"host=h password={SECRET}",
    ],
)
def test_config_shows_no_password(command: Command, url: str) -> None:
    done = command("config", "--json", "--db", url)
    assert SECRET not in done.stdout + done.stderr
    assert SECRET not in command("config", CORPUS_DB=url).stdout


def test_the_rest_is_shown() -> None:
    assert shown(f"postgresql://me:{SECRET}@h:5433/d?sslmode=require") == "postgresql://me@h:5433/d?sslmode=require"
    assert shown("sqlite:///corpus.db") == "sqlite:///corpus.db"
    assert shown("nothing") == "no database URL"
