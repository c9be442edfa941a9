"""Which network addresses a webhook may reach: those of the public internet.

Whoever names an endpoint could else have this machine knock at doors that are open to it alone: databases,
the cloud's metadata, other services of the operator.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses that a name stands for. Raises: OSError."""

_NAT64 = IPv6Network("64:ff9b::/96")
_IPV4_BITS = 32


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine's system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    address = ip_address(text.partition("%")[0])
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The address of the old internet that one of the new stands for, where it does."""
    if address in _NAT64:
        return IPv4Address(int(address) & ((1 << _IPV4_BITS) - 1))
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
