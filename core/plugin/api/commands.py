"""What commands of plugins begin with: the platform, and a tenant of it.

``platform.scope("acme")`` opens a transaction that commits at its end, as the system;
``"visits" in scope.tenant.plugins`` says whether a plugin is on there. Whatever is wrong is raised
as a :class:`core.errors.VentanillaError` with one sentence, which the command line prints.
"""

from core.commands.opening import (
    NotReadyError,
    confirm,
    find_tenant_id,
    open_platform,
    plugins_dir_option,
    require_tenant,
)
from core.platform import Platform

__all__ = [
    "NotReadyError",
    "Platform",
    "confirm",
    "find_tenant_id",
    "open_platform",
    "plugins_dir_option",
    "require_tenant",
]
