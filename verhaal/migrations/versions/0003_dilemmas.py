"""dilemma notes"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dilemma",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=None), nullable=False),
        sa.Column("created_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("saved_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_dilemma_author_id_person")),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_dilemma_story_id_story"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dilemma")),
        sa.UniqueConstraint("key", name=op.f("uq_dilemma_key")),
    )
    with op.batch_alter_table("dilemma", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dilemma_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dilemma_story_id"), ["story_id"], unique=False)
