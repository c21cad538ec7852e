"""photos"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=90), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_photo_story_id_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
        sa.UniqueConstraint("story_id", "key", name=op.f("uq_photo_story_id_key")),
    )
    op.create_table(
        "versionphoto",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("faces_agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_versionphoto_photo_id_photo")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_versionphoto_version_id_version")),
        sa.PrimaryKeyConstraint("version_id", "photo_id", name=op.f("pk_versionphoto")),
    )
    with op.batch_alter_table("versionphoto", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_versionphoto_photo_id"), ["photo_id"], unique=False)
