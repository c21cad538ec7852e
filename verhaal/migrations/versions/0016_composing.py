"""what a coordinator chooses and changes in an annual account, and outcomes confirmed"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accountchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("words", "choice", "why", "order", "confirmation", name="changekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "activity",
                "objective",
                "obligation",
                "lessons",
                "residents",
                "financial",
                name="subject",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("undone_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_accountchange_grant_id_grant")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accountchange_person_id_person")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_accountchange_story_id_story")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_accountchange_undone_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountchange")),
    )
    op.create_index(op.f("ix_accountchange_grant_id"), "accountchange", ["grant_id"], unique=False)
    op.create_table(
        "chosenstory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_chosenstory_grant_id_grant")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_chosenstory_objective_id_objective")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chosenstory_person_id_person")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_chosenstory_story_id_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chosenstory")),
        sa.UniqueConstraint(
            "grant_id",
            "year",
            "objective_id",
            "story_id",
            name=op.f("uq_chosenstory_grant_id_year_objective_id_story_id"),
        ),
    )
    op.create_index(op.f("ix_chosenstory_objective_id"), "chosenstory", ["objective_id"], unique=False)
    op.create_index(op.f("ix_chosenstory_story_id"), "chosenstory", ["story_id"], unique=False)
    op.create_table(
        "outcomeconfirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("removed_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_outcomeconfirmation_outcome_id_outcome")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcomeconfirmation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomeconfirmation")),
        sa.UniqueConstraint("key", name=op.f("uq_outcomeconfirmation_key")),
    )
    op.create_index(op.f("ix_outcomeconfirmation_outcome_id"), "outcomeconfirmation", ["outcome_id"], unique=False)
