class Doc:
    def __init__(self, documentation):
        self.documentation = documentation


def deprecated(message, **options):
    return lambda thing: thing
