"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}

# What the columns of words may hold from here on: code that does not know one of them must not open the database.
WORDS = {
% for column, words in enum_words.items():
    ${repr(column)}: ${repr(words)},
% endfor
}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
