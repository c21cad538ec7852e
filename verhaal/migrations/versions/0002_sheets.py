"""what is typed is kept as it is typed: sheets beside a draft, and the minutes that telling takes"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("sheet", sa.String(length=36), nullable=False),
        sa.Column("typed", sa.Integer(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("saved_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sheet_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("author_id", "sheet", name=op.f("uq_sheet_author_id_sheet")),
    )
    with op.batch_alter_table("sheet") as batch:
        batch.create_index(batch.f("ix_sheet_key"), ["key"])
    with op.batch_alter_table("version") as batch:
        batch.add_column(sa.Column("sheet", sa.String(length=36), nullable=True))
        batch.add_column(sa.Column("sheet_typed", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("writing_seconds", sa.Integer(), nullable=False, server_default="0"))
