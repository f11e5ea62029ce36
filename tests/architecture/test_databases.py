"""Each run of `make test` stands on the database it says."""

import os

import pytest
from django.db import connection


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_postgresql_run_stands_on_postgresql() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.django_db
def test_the_database_is_the_one_of_the_environment() -> None:
    assert connection.vendor == ("postgresql" if os.environ.get("DATABASE_URL") else "sqlite")


@pytest.mark.postgresql
def test_an_installation_has_an_empty_database_of_its_own(installation: dict[str, str]) -> None:
    import psycopg

    assert installation["DATABASE_URL"] != os.environ["DATABASE_URL"]
    with psycopg.connect(installation["DATABASE_URL"]) as own:
        tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        assert own.execute(tables).fetchone() == (0,)
