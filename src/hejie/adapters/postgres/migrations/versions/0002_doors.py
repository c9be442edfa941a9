"""What the doors need: queues, accounts, inboxes, deliveries, uploads; the SQL stands beside this file.

Split by bucket where the ledger is.
"""

from hejie.adapters.postgres.migrations.steps import partitions_of_the_schema, run_beside

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the statements one by one."""
    run_beside(__file__, partitions_of_the_schema())
