"""What the server is told: its settings, who may connect, and as whom.

The files stand outside the data folder and are written anew at each start, so they always fit this version
of Hejie and the users of this start. Nobody is trusted: each connection comes through a private folder, and
the kernel says which user is at the other end (`peer`).
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from hejie.adapters.embedded.home import EmbeddedError
from hejie.adapters.embedded.layout import Layout

DATABASE, OWNER, APP, SUPERUSER = "hejie", "hejie_owner", "hejie_app", "postgres"

_SETTINGS = {
    # a socket in a private folder, and nothing else
    "listen_addresses": "",
    "port": "5432",  # only part of the socket's name
    "unix_socket_permissions": "0700",
    # a small product's share of the machine
    "max_connections": "50",
    "shared_buffers": "128MB",
    # what was acknowledged stays
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # the sweep of due clocks suffers from dead rows and from forgotten transactions
    "autovacuum_vacuum_scale_factor": "0.02",
    "idle_in_transaction_session_timeout": "60s",
    # the same everywhere
    "timezone": "UTC",
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "default_text_search_config": "pg_catalog.simple",
    # a log of bounded size; old files are removed, see `log`
    "logging_collector": "on",
    "log_filename": "%Y-%m-%d_%H%M%S.log",
    "log_file_mode": "0600",
    "log_rotation_age": "1d",
    "log_rotation_size": "10MB",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %b ",
    "log_startup_progress_interval": "2s",
    # ... without anybody's words or data: no statements, no parameters, no DETAIL (it quotes rows and keys)
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}


def roles_and_database() -> list[str]:
    """The statements that follow initdb: one a line, as a single-user server reads them.

    An error's message may quote a value (`invalid input syntax for type integer: "..."`), so errors of the
    application's own sessions stay out of the log: they are told to the application.
    """
    return [
        f"CREATE ROLE {OWNER} LOGIN",
        f"CREATE ROLE {APP} LOGIN",
        f"ALTER ROLE {OWNER} SET log_min_messages = 'log'",
        f"ALTER ROLE {APP} SET log_min_messages = 'log'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}",
        "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
        "REVOKE ALL ON DATABASE template1 FROM PUBLIC",
    ]


def write_configuration(
    layout: Layout, socket_folder: Path, users: Iterable[str], settings: Mapping[str, str]
) -> list[str]:
    """Write the three files, and return the server's arguments that name them and the data folder.

    `users` are the names of the users of this machine who may connect, as any of our three roles.

    Raises: EmbeddedError if the name of a setting is not one.
    """
    files = {
        "config_file": layout.conf / "postgresql.conf",
        "hba_file": layout.conf / "pg_hba.conf",
        "ident_file": layout.conf / "pg_ident.conf",
    }
    places = {
        "unix_socket_directories": _listed(str(socket_folder)),
        "log_directory": str(layout.log),
    }
    lines = (
        f"{_name(name)} = {_quoted(value)}\n" for name, value in {**_SETTINGS, **places, **settings}.items()
    )
    roles = (OWNER, APP, SUPERUSER)
    _write(files["config_file"], lines)
    _write(files["hba_file"], [f"local all {','.join(roles)} peer map=hejie\n"])
    _write(
        files["ident_file"], [f"hejie {_double_quoted(user)} {role}\n" for user in users for role in roles]
    )
    named = [f"{setting}={path}" for setting, path in files.items()]
    return ["-D", str(layout.data), *(part for setting in named for part in ("-c", setting))]


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(lines), encoding="utf-8", errors="surrogateescape")
    path.chmod(0o644)  # the service user reads it; there is no secret in it


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_.]*", text):
        raise EmbeddedError(f"{text!r} is not the name of a PostgreSQL setting")
    return text


def _quoted(value: str) -> str:
    if "\n" in value:
        raise EmbeddedError(f"a PostgreSQL setting cannot hold more than one line: {value!r}")
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _double_quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _listed(value: str) -> str:
    """One element of a setting that is a list: quoted, so that a space or comma does not end it."""
    return _double_quoted(value)
