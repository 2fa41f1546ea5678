"""The host names that a tenant can have."""

import re

# Browsers take a name that ends in a number, in whatever notation, for an address of the network.
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_LOCAL = ("localhost", "localdomain", "internal", "invalid")


def may_be_own(host: str, base_domain: str) -> bool:
    """Whether a tenant may have that host, from which links in its mails are then made.

    What lies at or under the installation's own domain belongs to the tenant of that short name,
    or to the operator.

    :param host: in lower case, without a port
    :param base_domain: the installation's own, with or without a port
    """
    base = base_domain.lower().partition(":")[0].rstrip(".")
    taken = (*_LOCAL, base) if base else _LOCAL
    is_taken = any(host == name or host.endswith(f".{name}") for name in taken)
    return not is_taken and not _NUMBER.fullmatch(host)
