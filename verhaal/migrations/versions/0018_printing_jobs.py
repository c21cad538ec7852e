"""files that are made in the background, for who asked for them"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STAGES = ("waiting", "gathering", "laying-out", "keeping", "ready", "failed")


def upgrade() -> None:
    op.create_table(
        "printjob",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("made_of", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.Enum(*STAGES, name="stage", native_enum=False, length=32), nullable=False),
        sa.Column("asked_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("alive_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("finished_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("kept_as", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_printjob_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_printjob_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printjob")),
    )
    op.create_index(op.f("ix_printjob_account_id"), "printjob", ["account_id"], unique=False)
    op.create_index(op.f("ix_printjob_person_id"), "printjob", ["person_id"], unique=False)
