from core.plugin.api import Permission, PluginManifest, hookimpl

KEYS = {}  # credentials -> program


@hookimpl
def register_plugin():
    return PluginManifest(
        name="meters",
        title="Meters",
        package="tests.functional.programs.meters",
        permissions=(Permission(name="meters:report", title="Report readings"),),
    )


@hookimpl
def identify_program(scheme, credentials):
    return KEYS.get(credentials) if scheme == "bearer" else None
