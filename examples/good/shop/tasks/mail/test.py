import unittest

from index import handler


class HandlerTest(unittest.TestCase):
    def test_is_there(self):
        self.assertTrue(callable(handler))
