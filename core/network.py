"""Which servers the installation connects to for an address that somebody typed.

Whoever may type an address may try one of ours: the database's, the cloud's metadata service, a
router. So the host is resolved once, every address that it has is checked, and the connection goes
to one that was checked: a name that resolves differently a moment later gains nothing.

The operator may name networks of their own that can be reached (``VENTANILLA_HTTP_NETWORKS``).
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from core.errors import VentanillaError

if TYPE_CHECKING:
    from core.settings.environment import Settings

Address = IPv4Address | IPv6Address

GLOBAL_UNICAST = ip_network("2000::/3")  # of IPv6, nothing else is in the public internet
TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 behind a translator (NAT64)
# Globally routable by their number, and yet the cloud's own: Oracle's metadata, Azure's host.
INTERNAL = (ip_network("192.0.0.0/24"), ip_network("168.63.129.16/32"))


class HostError(VentanillaError):
    """A host that does not exist, or that the installation does not connect to."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that may be connected to.

    :ivar addresses: its IP addresses as text, all of them checked
    :ivar is_own: whether all of them are in networks that the operator has named
    """

    addresses: tuple[str, ...]
    is_own: bool


def find_host(settings: Settings, name: str, port: int) -> Host:
    """Resolve a host that somebody typed.

    :param settings: the installation's, ``scope.settings``
    :raises HostError: there is none, or an address of it is not for us; it does not say which, as
        a stranger could list the names of an inner network by it
    """
    try:
        answer = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        found = [_read_address(str(entry[4][0])) for entry in answer]
    except (OSError, ValueError):  # also of a name that can't be written in DNS
        found = []
    own = [ip_network(one, strict=False) for one in settings.http_networks]
    is_own = [any(one in network for network in own) for one in found]
    are_allowed = all(ours or is_public(one) for one, ours in zip(found, is_own, strict=True))
    if not found or not are_allowed:
        raise HostError(f"{name}: there is no such host in the public internet")
    return Host(tuple(dict.fromkeys(map(str, found))), all(is_own))


def _read_address(text: str) -> Address:
    address = ip_address(text.partition("%")[0])
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def is_public(address: Address) -> bool:
    """Whether an address is one in the public internet, however it is written."""
    if isinstance(address, IPv6Address):
        # An IPv4 address inside an IPv6 one is judged as what it is.
        inner = address.sixtofour or (address.teredo or (None, None))[1]
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        return address in GLOBAL_UNICAST and address.is_global
    is_internal = any(address in network for network in INTERNAL)
    return address.is_global and not address.is_multicast and not is_internal
