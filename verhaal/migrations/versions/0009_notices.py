"""how often someone wants mail, and up to when someone was told"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TOPICS = sa.Enum("reminders", "new-stories", "answers", "questions", name="topic", native_enum=False, length=32)
RHYTHMS = sa.Enum("at_once", "daily", "weekly", "monthly", "never", name="rhythm", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", TOPICS, nullable=False),
        sa.Column("rhythm", RHYTHMS, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("chosen_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_wish_weekday")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_wish")),
    )
    op.create_table(
        "digested",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", TOPICS, nullable=False),
        sa.Column("until", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("refused_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digested_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_digested")),
    )
