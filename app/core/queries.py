"""What statements are made of that are built once and run again and again."""

import json
from collections.abc import Collection
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType
from sqlmodel import Session


def given(name: str) -> sa.BindParameter[Any]:
    """A value that a statement gets when it is run: building one takes three times as long as running it again."""
    return sa.bindparam(name)


class _Texts(sa.types.TypeDecorator[Collection[str]]):
    """A list of texts as one value: an array, or JSON for SQLite."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else postgresql.ARRAY(sa.Text))

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return json.dumps(texts) if dialect.name == "sqlite" else texts


class _Among(sa.sql.functions.FunctionElement[bool]):
    """A column, and a list that it is looked for in."""

    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """Itself: for SQLite it would become `… = 1`, which no index answers."""
        return self


def among(column: Any, name: str) -> sa.ColumnElement[bool]:  # a mapped column, as `col` gives it
    """The condition that a column is one of the texts that a statement gets when it is run: the same words for few and for many."""
    return _Among(column, sa.bindparam(name, type_=_Texts))


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, texts = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608  # made of what the compiler made


@compiles(_Among, "postgresql")
def _in_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, texts = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({texts})"


def rows(
    session: Session, statement: sa.Executable, **values: object
) -> list[Any]:  # tuples of what was asked for
    """The rows of a statement that asks for columns alone, past the ORM, which would look at each row for objects.

    What the session has yet to write is written first, as before every other statement.
    """
    if session.autoflush:
        session.flush()
    return [*session.connection().execute(statement, values).all()]
