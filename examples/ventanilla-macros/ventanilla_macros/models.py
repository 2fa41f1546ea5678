"""The plugin's table."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.plugin.api import Model, TenantOwned


class Macro(TenantOwned, Model):
    """A text that agents insert, as HTML."""

    __tablename__ = "macros_macro"

    title: Mapped[str] = mapped_column(String(120))
    html: Mapped[str] = mapped_column(Text)
