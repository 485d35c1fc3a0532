"""Run by Alembic: uses the connection that `db.migrations.upgrading` hands over."""

from alembic import context

from db.migrations.upgrading import enum_words, is_declared, schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema(),
    render_as_batch=True,
    compare_type=True,
    include_name=is_declared,
    transaction_per_migration=False,
    template_args={"enum_words": enum_words()},
)
with context.begin_transaction():
    context.run_migrations()
