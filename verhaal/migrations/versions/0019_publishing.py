"""what of a signed account anyone may read, and what is asked of the council"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("organisation_person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_agreed_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("funder_person_id", sa.Integer(), nullable=True),
        sa.Column("funder_agreed_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("withdrawn_person_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_publication_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(
            ["sealed_id"], ["sealedaccount.id"], name=op.f("fk_publication_sealed_id_sealedaccount")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_person_id"], ["person.id"], name=op.f("fk_publication_organisation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["funder_person_id"], ["person.id"], name=op.f("fk_publication_funder_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_person_id"], ["person.id"], name=op.f("fk_publication_withdrawn_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("sealed_id", "turn", name=op.f("uq_publication_sealed_id_turn")),
    )
    op.create_index(op.f("ix_publication_account_id"), "publication", ["account_id"], unique=False)
    op.create_index(op.f("ix_publication_key"), "publication", ["key"], unique=False)
    op.create_table(
        "councilquestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_councilquestion_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_councilquestion_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councilquestion")),
        sa.UniqueConstraint("account_id", "number", "place", name=op.f("uq_councilquestion_account_id_number_place")),
    )
