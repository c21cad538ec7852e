"""random draws"""

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "urn",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_urn")),
    )
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("drawn_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("among", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name=op.f("ck_draw_one_party")),
        sa.ForeignKeyConstraint(["fingerprint"], ["urn.fingerprint"], name=op.f("fk_draw_fingerprint_urn")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_draw_funder_id_funder")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_draw_grant_id_grant")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_draw_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draw_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("funder_id", "number", name=op.f("uq_draw_funder_id_number")),
        sa.UniqueConstraint("key", name=op.f("uq_draw_key")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_draw_organisation_id_number")),
    )
    op.create_index(op.f("ix_draw_fingerprint"), "draw", ["fingerprint"])
    op.create_index(op.f("ix_draw_grant_id"), "draw", ["grant_id"])
    op.create_index(op.f("ix_draw_person_id"), "draw", ["person_id"])
    op.create_table(
        "drawn",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_drawn_draw_id_draw")),
        sa.PrimaryKeyConstraint("draw_id", "position", name=op.f("pk_drawn")),
    )
    op.create_table(
        "accountdraw",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_accountdraw_draw_id_draw")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_accountdraw_grant_id_grant")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_accountdraw_person_id_person")),
        sa.PrimaryKeyConstraint("grant_id", "year", "draw_id", name=op.f("pk_accountdraw")),
    )
    op.create_index(op.f("ix_accountdraw_draw_id"), "accountdraw", ["draw_id"])
