"""words found without an extension

Revision ID: 0012
Revises: 0011
"""

from alembic import op


revision = "0012"
down_revision = "0011"


# Every three signs in a row of a text. An extension would find them too, if it were there and could be added; but it
# passes over Khmer's vowels and subscripts, which are no letters to it.
INDEX_OF = """
CREATE FUNCTION request_text_index_of(words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT three) FROM (
        SELECT sign || lead(sign) OVER place || lead(sign, 2) OVER place AS three
        FROM unnest(string_to_array($1, NULL)) WITH ORDINALITY AS signs(sign, n)
        WINDOW place AS (ORDER BY n)
    ) AS found WHERE three IS NOT NULL
$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS request_text_index")
        op.execute(INDEX_OF)
        op.execute("CREATE INDEX request_text_index ON request_text USING gin (request_text_index_of(text))")
