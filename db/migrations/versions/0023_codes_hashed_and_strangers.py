"""codes of invitations hashed, and strangers

Revision ID: 0023
Revises: 0022
"""

import hashlib

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op


revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    op.create_table(
        "stranger",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_stranger")),
    )
    connection = op.get_bind()
    columns = "newsroom_id, role, created_at, expires_at"
    unused = f"SELECT code, {columns} FROM invite WHERE used_at IS NULL"
    stand = connection.exec_driver_sql(unused).mappings().all()
    if connection.dialect.name == "sqlite":
        # Else they would lie readable in the file, and in each backup, until something is written over them.
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    op.drop_table("invite")
    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newsroom_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sa.Enum("reporter", "editor", name="role", native_enum=False, length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["newsroom_id"], ["newsroom.id"], name=op.f("fk_invite_newsroom_id_newsroom")),
        sa.ForeignKeyConstraint(["made_by_id"], ["member.id"], name=op.f("fk_invite_made_by_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invite_code_hash")),
    )
    op.create_index(op.f("ix_invite_newsroom_id"), "invite", ["newsroom_id"])
    kept = sa.text(
        f"INSERT INTO invite (code_hash, {columns}, people, came)"
        " VALUES (:code_hash, :newsroom_id, :role, :created_at, :expires_at, 1, 0)"
    )
    for row in stand:
        values = dict(row)
        code_hash = hashlib.sha256(values.pop("code").encode()).hexdigest()
        connection.execute(kept, {**values, "code_hash": code_hash})
