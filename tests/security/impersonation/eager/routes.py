def includeme(config):
    config.add_route("eager.write", "/x/eager/{way}", audience="customer")
    config.add_route("eager.open", "/x/eager/open/{way}", audience="public")
