"""settling an account: questions and answers about it, which grants a seal covers, and the funder's decisions"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DECISIONS = ("as_granted", "lower", "nil")


def upgrade() -> None:
    op.create_table(
        "accountquestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("funder_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_accountquestion_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_accountquestion_grant_id_grant")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_accountquestion_funder_id_funder")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accountquestion_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountquestion")),
        sa.UniqueConstraint("key", name=op.f("uq_accountquestion_key")),
    )
    op.create_index(op.f("ix_accountquestion_account_id"), "accountquestion", ["account_id"], unique=False)
    op.create_index(op.f("ix_accountquestion_funder_id"), "accountquestion", ["funder_id"], unique=False)
    op.create_table(
        "accountanswer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("by_funder", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answered_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["accountquestion.id"], name=op.f("fk_accountanswer_question_id_accountquestion")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accountanswer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountanswer")),
        sa.UniqueConstraint("key", name=op.f("uq_accountanswer_key")),
    )
    op.create_index(op.f("ix_accountanswer_question_id"), "accountanswer", ["question_id"], unique=False)
    op.create_table(
        "sealedgrant",
        sa.Column("sealed_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sealed_id"], ["sealedaccount.id"], name=op.f("fk_sealedgrant_sealed_id_sealedaccount")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_sealedgrant_grant_id_grant")),
        sa.PrimaryKeyConstraint("sealed_id", "position", name=op.f("pk_sealedgrant")),
    )
    op.create_index(op.f("ix_sealedgrant_grant_id"), "sealedgrant", ["grant_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("decision", sa.Enum(*DECISIONS, name="decision", native_enum=False, length=32), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_settlement_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["annualaccount.id"], name=op.f("fk_settlement_account_id_annualaccount")
        ),
        sa.ForeignKeyConstraint(
            ["sealed_id"], ["sealedaccount.id"], name=op.f("fk_settlement_sealed_id_sealedaccount")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_settlement_grant_id_grant")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settlement_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("sealed_id", "grant_id", "number", name=op.f("uq_settlement_sealed_id_grant_id_number")),
    )
    op.create_index(op.f("ix_settlement_account_id"), "settlement", ["account_id"], unique=False)
    op.create_index(op.f("ix_settlement_grant_id"), "settlement", ["grant_id"], unique=False)
