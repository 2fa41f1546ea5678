"""The plugin, as the core sees it; a test says what it does."""

from core.plugin.api import PluginManifest, Refused, SignInOption, SignInStep, hookimpl

STEPS = {}  # kind -> routes
REFUSES = {}  # hook -> sentence
FAILS = set()  # hooks


@hookimpl
def register_plugin():
    return PluginManifest(name="gate", title="Gate", package="tests.functional.sign_in.gate")


@hookimpl
def sign_in_options(kind):
    _fail("sign_in_options")
    return [SignInOption(label=f"Sign in with the directory <{kind}>", route="gate.directory")]


@hookimpl
def sign_in_steps(kind):
    _fail("sign_in_steps")
    return [
        SignInStep(route=route, position=number) for number, route in enumerate(STEPS.get(kind, ()))
    ]


@hookimpl
def check_sign_in(person_id):
    _refuse("check_sign_in")


@hookimpl
def check_registration(values):
    if values["email"].endswith("@throwaway.example"):
        raise Refused(fields={"email": "Use an address that you will keep."})


def _fail(hook):
    if hook in FAILS:
        raise RuntimeError(hook)


def _refuse(hook):
    if hook in REFUSES:
        raise Refused(REFUSES[hook])
