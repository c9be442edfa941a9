"""Orders from marketplaces: files in our own format, and the published Olist tables.

Everything here reads and checks; nothing is stored. One source is one `OrderSource`, whatever it reads.
"""

from hejie.adapters.marketplace.olist import read_olist
from hejie.adapters.marketplace.order_files import read_orders_file
from hejie.adapters.marketplace.source import BadRow, OrderFileError, OrderSource

__all__ = ["BadRow", "OrderFileError", "OrderSource", "read_olist", "read_orders_file"]
