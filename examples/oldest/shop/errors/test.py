from index import handler


def test_handler():
    assert handler({}) is not handler
