"""The ledger's first tables, and what the application's role may do; the SQL stands beside this file.

Split by bucket when asked.
"""

from alembic import context, op

from hejie.adapters.postgres.migrations.steps import run_beside

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the role where it is missing, then run the statements one by one."""
    if op.get_bind().exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = 'hejie_app'").first() is None:
        op.execute("CREATE ROLE hejie_app NOLOGIN")
        op.execute("GRANT hejie_app TO CURRENT_USER")
    run_beside(__file__, context.config.attributes.get("partitions"))
