"""First tables of an application, made at once.

Django renders every model of a migration's state again after each ``CreateModel``, so a hundred tables cost
thousands of renderings: two thirds of the first start. Here a state is rendered once for all of them.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """``CreateModel`` of whole models, constraints and indexes within their options.

    Nothing but ``CreateModel`` may stand here: each table is made in the form it has after the last of them.
    """

    reversible = False
    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, *arguments: Any) -> None:
        raise NotImplementedError  # ``reversible`` says so; Django wants the method

    def describe(self) -> str:
        return f"Create {len(self.operations)} tables"
