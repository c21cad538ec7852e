"""which performance agreement an objective serves, which due date is of the annual account, who was reminded of it"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("objective", sa.Column("agreement", sa.String(length=200), server_default="", nullable=False))
    op.add_column("due", sa.Column("is_account", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "duereminded",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("written_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_duereminded_grant_id_grant")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duereminded_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "grant_id", "due_on", "step", name=op.f("pk_duereminded")),
    )
    op.create_index(op.f("ix_duereminded_grant_id"), "duereminded", ["grant_id"], unique=False)
