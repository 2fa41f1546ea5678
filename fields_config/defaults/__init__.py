"""What a new tenant starts with."""

from functools import cache
from importlib.resources import files

import yaml

from fields_config.definition import FormDefinition

# Written in C where PyYAML was built so: each process reads them when it starts.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_default(key: str) -> FormDefinition:
    """Return the form that a tenant has until it publishes its own."""
    text = files("fields_config.defaults").joinpath(f"{key}.yaml").read_text("utf-8")
    return FormDefinition.from_dict(yaml.load(text, Loader))  # noqa: S506  # a safe one
