"""The table of uploaded files."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.blobs import blob_name
from core.db.base import Model, TenantOwned

UNCLAIMED = text("claimed_at IS NULL")


class FileUpload(TenantOwned, Model):
    """A file that has arrived. Until something claims it, it belongs to its owner, and expires.

    ``owner`` says who uploaded it (``contact:<id>``): nobody else may attach it. The content lies
    in the blob store, under the tenant and ``sha256``.
    """

    __tablename__ = "file_upload"
    __table_args__ = (
        Index("ix_file_upload_sha256", "tenant_id", "sha256"),
        Index(
            "ix_file_upload_unclaimed",
            "tenant_id",
            "expires_at",
            postgresql_where=UNCLAIMED,
            sqlite_where=UNCLAIMED,
        ),
    )

    owner: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]

    def blob(self) -> str:
        """Return the name of the content in the blob store."""
        return blob_name(self.tenant_id, self.sha256)
