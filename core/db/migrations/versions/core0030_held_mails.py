"""Call mails that are not sent, as there is no mail server or a plugin says so, held."""

import sqlalchemy as sa
from alembic import op

revision = "core0030"
down_revision = "core0029"
branch_labels = None
depends_on = None

mail = sa.table("mail_message", sa.column("state", sa.String))


def upgrade() -> None:
    _rename("kept", "held")


def downgrade() -> None:
    _rename("held", "kept")


def _rename(old: str, new: str) -> None:
    op.execute(mail.update().where(mail.c.state == old).values(state=new))
