"""answers to hints"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hintanswer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "name",
                "phone",
                "email",
                "address",
                "bsn",
                "iban",
                "birth_date",
                "plate",
                name="kind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("instead", sa.String(length=120), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hintanswer_person_id_person")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_hintanswer_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hintanswer")),
    )
    with op.batch_alter_table("hintanswer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hintanswer_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hintanswer_version_id"), ["version_id"], unique=False)
