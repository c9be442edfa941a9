"""Everything that casework keeps, in memory: for simulations and for tests that need no database.

Same answers as `adapters/postgres` (one contract suite holds both), nothing kept when the process ends.
"""

from hejie.adapters.memory.backlog import MemoryBacklogs
from hejie.adapters.memory.inbox import MemoryInbox, MemoryPost
from hejie.adapters.memory.ledger import MemoryLedger
from hejie.adapters.memory.listings import MemoryListings
from hejie.adapters.memory.orders import MemoryOrderBook
from hejie.adapters.memory.people import MemoryPeople
from hejie.adapters.memory.uploads import MemoryUploads

__all__ = [
    "MemoryBacklogs", "MemoryInbox", "MemoryLedger", "MemoryListings", "MemoryOrderBook", "MemoryPeople",
    "MemoryPost", "MemoryUploads",
]  # fmt: skip
