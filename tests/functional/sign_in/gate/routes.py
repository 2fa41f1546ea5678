def includeme(config):
    config.add_route("gate.code", "/x/gate/code", audience="public")
    config.add_route("gate.terms", "/x/gate/terms", audience="public")
    config.add_route("gate.directory", "/x/gate/directory", audience="public")
