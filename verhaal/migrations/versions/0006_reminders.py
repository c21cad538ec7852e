"""reminders and nudges"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("chosen_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_reminder_weekday")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_reminder_hour")),
        sa.CheckConstraint("(weekday IS NULL) = (hour IS NULL)", name=op.f("ck_reminder_both_or_never")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder")),
    )
    op.create_table(
        "reminded",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week_number", sa.Integer(), nullable=False),
        sa.Column("written_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminded_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminded")),
        sa.UniqueConstraint("person_id", "year", "week_number", name=op.f("uq_reminded_person_id_year_week_number")),
    )
    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week_number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("sent_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_nudge_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_nudge_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nudge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint(
            "person_id",
            "organisation_id",
            "year",
            "week_number",
            name=op.f("uq_nudge_person_id_organisation_id_year_week_number"),
        ),
    )
    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nudge_organisation_id"), ["organisation_id"], unique=False)
