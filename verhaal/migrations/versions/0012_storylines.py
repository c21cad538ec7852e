"""storylines, and how often this also happened"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: making the table anew, as batches do on SQLite, would take away what points to it.
    follows = sa.ForeignKey("story.id", name=op.f("fk_version_follows_id_story"))
    op.add_column("version", sa.Column("follows_id", sa.Integer(), follows, nullable=True), inline_references=True)
    recurrence = sa.Enum("once", "sometimes", "often", "weekly", name="recurrence", native_enum=False, length=32)
    op.add_column("version", sa.Column("recurrence", recurrence, nullable=True))
    op.create_index(op.f("ix_version_follows_id"), "version", ["follows_id"], unique=False)
    op.create_table(
        "storyline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("created_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_storyline_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storyline")),
    )
    op.create_index(op.f("ix_storyline_organisation_id"), "storyline", ["organisation_id"], unique=False)
    op.create_table(
        "storylinestory",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("storyline_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_storylinestory_by_id_person")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_storylinestory_story_id_story")),
        sa.ForeignKeyConstraint(
            ["storyline_id"], ["storyline.id"], name=op.f("fk_storylinestory_storyline_id_storyline")
        ),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_storylinestory")),
    )
    op.create_index(op.f("ix_storylinestory_storyline_id"), "storylinestory", ["storyline_id"], unique=False)
