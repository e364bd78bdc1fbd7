def handler(event, context=None):
    return None
