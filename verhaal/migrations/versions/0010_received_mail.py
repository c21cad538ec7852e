"""received mail"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receivedmail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "taken",
                "forged",
                "expired",
                "other_sender",
                "gone",
                "empty",
                "too_long",
                "too_large",
                name="verdict",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_receivedmail_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivedmail")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_receivedmail_fingerprint")),
    )
    with op.batch_alter_table("receivedmail", schema=None) as batch_op:
        batch_op.create_index("ix_receivedmail_person_id_received_at", ["person_id", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_receivedmail_received_at"), ["received_at"], unique=False)
