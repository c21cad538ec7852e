"""which stories lie on a funder's table, so that its list begins at the newest and not at all of them"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

EVERY_STORY = """
INSERT INTO laid (story_id, funder_id, shared_at, version_id)
SELECT DISTINCT story.id, "grant".funder_id, story.shared_at, version.id
FROM story
JOIN version ON version.story_id = story.id AND version.number = story.shared_number
JOIN versiongrant ON versiongrant.version_id = version.id
JOIN "grant" ON "grant".id = versiongrant.grant_id
WHERE story.shared_at IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "laid",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=False),
        sa.Column("shared_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_laid_funder_id_funder")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_laid_story_id_story")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_laid_version_id_version")),
        sa.PrimaryKeyConstraint("story_id", "funder_id", name=op.f("pk_laid")),
    )
    op.create_index(op.f("ix_laid_version_id"), "laid", ["version_id"], unique=False)
    op.create_index("ix_laid_newest", "laid", ["funder_id", "shared_at", "story_id", "version_id"], unique=False)
    op.execute(EVERY_STORY)
    op.create_index("ix_story_author_id_created_at", "story", ["author_id", "created_at", "id"], unique=False)
    op.drop_index(op.f("ix_story_author_id"), table_name="story")
