"""annual accounts as rows of their own, with what is sealed of them; words on a grant carry that grant's number"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("draft", "offered", "signed", "settled")
ON_THE_GRANT = "UPDATE explanation SET subject_id = grant_id WHERE subject IN ('lessons', 'residents', 'financial')"


def upgrade() -> None:
    op.create_table(
        "annualaccount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=30), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="state", native_enum=False, length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("offered_at", verhaal.db.Moment(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_annualaccount_funder_id_funder")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_annualaccount_grant_id_grant")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_annualaccount_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_annualaccount_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annualaccount")),
        sa.UniqueConstraint(
            "organisation_id", "year", "scope", name=op.f("uq_annualaccount_organisation_id_year_scope")
        ),
    )
    op.create_index(op.f("ix_annualaccount_funder_id"), "annualaccount", ["funder_id"], unique=False)
    op.create_index(op.f("ix_annualaccount_grant_id"), "annualaccount", ["grant_id"], unique=False)
    op.create_table(
        "sealedaccount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("core", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_sealedaccount_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_sealedaccount_funder_id_funder")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sealedaccount_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealedaccount")),
        sa.UniqueConstraint(
            "account_id", "number", "funder_id", name=op.f("uq_sealedaccount_account_id_number_funder_id")
        ),
    )
    op.create_index(op.f("ix_sealedaccount_account_id"), "sealedaccount", ["account_id"], unique=False)
    op.create_index(op.f("ix_sealedaccount_funder_id"), "sealedaccount", ["funder_id"], unique=False)
    op.create_index(op.f("ix_sealedaccount_sha256"), "sealedaccount", ["sha256"], unique=False)
    op.create_table(
        "sealedpage",
        sa.Column("sealed_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sealed_id"], ["sealedaccount.id"], name=op.f("fk_sealedpage_sealed_id_sealedaccount")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_sealedpage_story_id_story")),
        sa.PrimaryKeyConstraint("sealed_id", "ref", name=op.f("pk_sealedpage")),
    )
    op.create_index(op.f("ix_sealedpage_story_id"), "sealedpage", ["story_id"], unique=False)
    op.execute(ON_THE_GRANT)
