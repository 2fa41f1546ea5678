"""A kind of field whose functions misbehave, and do as they should on other days."""

from fields_config.field_type import FieldType
from tests.contract.hostile.faults import (
    CALLS,
    MISDEEDS,
    RAISING,
    TODAY,
    Exploding,
    Sly,
    answering,
    later,
)

ANSWERING = {
    "number": answering(lambda: 42),
    "bytes": answering(lambda: b"text"),
    "coroutine": answering(later),
    "exploding": answering(Exploding),
    "sign that is none": answering(lambda: "te\x00xt"),
    "half a sign": answering(lambda: "te\ud800xt"),
    "endless": answering(lambda: "Hostile" * 1_000_000),
    "sly": answering(lambda: Sly("sly")),
}
PARTS = ("show", "offer", "order")
OF_PART = [*RAISING, *ANSWERING]  # there is no session to misuse


def misbehaving(part):
    def function(value, *_given):
        CALLS.append(part)
        name = TODAY.get(part)
        return (MISDEEDS | ANSWERING)[name](None) if name else str(value)

    return function


ODD = FieldType(
    name="hostile.odd",
    title="Odd",
    widget="text",
    reader=lambda _field, _language: str,
    filter="range",
    **{part: misbehaving(part) for part in PARTS},
)
