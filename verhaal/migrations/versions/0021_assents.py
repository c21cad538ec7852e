"""the yes of each side to a publication, of however many funders"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import verhaal.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OLD = ("organisation_person_id", "organisation_agreed_at", "funder_person_id", "funder_agreed_at")


def upgrade() -> None:
    said = _said()
    with op.batch_alter_table("publication") as batch:
        for side in ("organisation", "funder"):
            batch.drop_constraint(op.f(f"fk_publication_{side}_person_id_person"), type_="foreignkey")
        for column in OLD:
            batch.drop_column(column)
    assent = op.create_table(
        "assent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("funder_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", verhaal.db.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(organisation_id IS NULL) <> (funder_id IS NULL)", name=op.f("ck_assent_one_party")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_assent_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assent_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_assent_funder_id_funder")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assent_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assent")),
        sa.UniqueConstraint("publication_id", "funder_id", name=op.f("uq_assent_publication_id_funder_id")),
        sa.UniqueConstraint("publication_id", "organisation_id", name=op.f("uq_assent_publication_id_organisation_id")),
        sa.UniqueConstraint("publication_id", "person_id", name=op.f("uq_assent_publication_id_person_id")),
    )
    op.bulk_insert(assent, said)


def _said() -> list[dict[str, Any]]:
    """What both sides of an account with one funder said so far."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT p.id, a.organisation_id, a.funder_id, p.organisation_person_id, p.organisation_agreed_at, "
            "p.funder_person_id, p.funder_agreed_at FROM publication p JOIN annualaccount a ON a.id = p.account_id "
            "ORDER BY p.id"
        ).columns(
            organisation_agreed_at=verhaal.db.Moment(timezone=True), funder_agreed_at=verhaal.db.Moment(timezone=True)
        )
    )
    found: list[dict[str, Any]] = []
    for number, organisation, funder, ours, at, theirs, later in rows:
        for party, person, moment in (((organisation, None), ours, at), ((None, funder), theirs, later)):
            if person is not None:
                found.append(
                    {"publication_id": number, "organisation_id": party[0], "funder_id": party[1],
                     "person_id": person, "agreed_at": moment}
                )  # fmt: skip
    return found
