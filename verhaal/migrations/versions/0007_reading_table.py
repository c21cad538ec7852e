"""where one stopped reading, and whether single keys do something; what the reading table sorts by"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bookmark",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bookmark_person_id_person")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_bookmark_story_id_story")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_bookmark")),
    )
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bookmark_story_id"), ["story_id"], unique=False)
    op.add_column("person", sa.Column("single_keys", sa.Boolean(), server_default=sa.true(), nullable=False))
    for table, column, wider in (
        ("reading", "person_id", "version_id"),
        ("versiongrant", "grant_id", "version_id"),
    ):
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.create_index(f"ix_{table}_{column}_{wider}", table, [column, wider])
