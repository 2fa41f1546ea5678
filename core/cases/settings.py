"""What an organisation decides about cases."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")


class CaseSettings(colander.MappingSchema):
    """Cases."""

    customers_may_reopen = colander.SchemaNode(
        colander.Boolean(), title=_("Customers may reopen closed cases"), missing=True
    )
    reply_to_closed = colander.SchemaNode(
        colander.String(),
        title=_("Reply to a closed case"),
        validator=colander.OneOf(["reopen", "new_case", "no_update"]),
        options=[
            ("reopen", _("reopens it")),
            ("new_case", _("makes a new case")),
            ("no_update", _("changes nothing")),
        ],
        former_values={
            "REABRIR": "reopen",
            "CREAR_NUEVO": "new_case",
            "NO_ACTUALIZAR": "no_update",
        },
        missing="reopen",
    )
    days_to_reopen = colander.SchemaNode(
        colander.Integer(),
        title=_("Days to reopen (0: no limit)"),
        validator=colander.Range(0, 3650),
        missing=0,
    )
    unassigned_mails_to = colander.SchemaNode(
        colander.String(),
        title=_("Notes on cases that nobody answers"),
        description=_(
            "Who gets a mail when customers write in a case without an assignee, at most five"
            " administrators or fifty colleagues. If an assignee has left, administrators hear of"
            " it even where nobody is chosen."
        ),
        validator=colander.OneOf(["answering", "administrators", "nobody"]),
        options=[
            ("answering", _("go to everybody who may answer cases")),
            ("administrators", _("go to administrators")),
            ("nobody", _("go to nobody")),
        ],
        missing="administrators",
    )
    first_number = colander.SchemaNode(
        colander.Integer(),
        title=_("First case number"),
        validator=colander.Range(1, 1_000_000_000),
        missing=1,
    )
