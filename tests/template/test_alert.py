"""Alerts: from a log subscription to Slack."""
import base64
import gzip
import io
import json
import os
import urllib.error
from unittest import mock

from function_test import FunctionTest


class Alert(FunctionTest):
    ADDRESS = "https://hooks.example.com/x"

    def setUp(self):
        self.handler = self.load("alert", SLACK_WEBHOOK_URL=self.ADDRESS, SLACK_LOGGING_LEVEL="error",
                                 AWS_LAMBDA_LOG_GROUP_NAME="/aws/lambda/shop-AlertErrorFunction-1")
        self.posts, self.problems = [], []
        patch = mock.patch("urllib.request.urlopen", self.urlopen)
        patch.start()
        self.addCleanup(patch.stop)

    def urlopen(self, request, timeout):
        self.assertEqual((request.full_url, request.get_method()), (self.ADDRESS, "POST"))
        self.assertEqual(request.get_header("Content-type"), "application/json")
        self.assertLess(timeout, 2, "the function itself has five seconds")
        self.posts.append(json.loads(request.data)["text"])
        if self.problems:
            raise self.problems.pop(0)
        return io.BytesIO(b"ok")

    def event(self, *messages, group="/aws/lambda/shop-TasksOrdersFunction-1", kind="DATA_MESSAGE"):
        lines = [{"id": str(number), "timestamp": 1700000000000, "message": text} for number, text in enumerate(messages)]
        batch = {"messageType": kind, "owner": "000000000000", "logGroup": group, "logStream": "2026/11/25/[$LATEST]0",
                 "subscriptionFilters": ["f"], "logEvents": lines}
        return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()}}

    def test_says_which_function_and_what(self):
        self.handler(self.event("[ERROR] KeyError: 'id'\n", "[ERROR] second\n"))
        self.assertEqual(self.posts, ["*ERROR* in `/aws/lambda/shop-TasksOrdersFunction-1`\n"
                                      "```[ERROR] KeyError: 'id'\n[ERROR] second```"])

    def test_text_cannot_mention_anybody_nor_leave_its_block(self):
        self.handler(self.event("<!channel> a && b <https://evil.example|click> ``` *bold*"))
        self.assertEqual(self.posts[0].split("\n")[1], "```&lt;!channel&gt; a &amp;&amp; b "
                                                       "&lt;https://evil.example|click&gt; ''' *bold*```")

    def test_long_text_is_cut_to_what_slack_takes_however_it_is_escaped(self):
        self.handler(self.event("&" * 200_000, "never seen"))
        (text,) = self.posts
        self.assertLess(len(text), 40_000)
        self.assertTrue(text.endswith("&amp; [...]```"), text[-40:])

    def test_any_text_can_be_posted(self):
        self.handler(self.event("\U0001f4a5 \ud800 \x00 \u202e"))
        self.assertIn("\U0001f4a5", self.posts[0])

    def test_what_is_no_alert_is_not_posted(self):
        for event in ({}, {"awslogs": {}}, {"awslogs": {"data": ""}}, self.event("x", kind="CONTROL_MESSAGE")):
            with self.subTest(event=event):
                self.handler(event)
                self.assertEqual(self.posts, [])

    def test_its_own_log_is_not_posted(self):
        self.handler(self.event("[ERROR] x", group="/aws/lambda/shop-AlertErrorFunction-1"))
        self.assertEqual(self.posts, [])

    def test_slack_is_asked_twice(self):
        self.problems = [urllib.error.HTTPError(self.ADDRESS, 429, "TOO MANY ERRORS", {}, None)]
        self.handler(self.event("x"))
        self.assertEqual(len(self.posts), 2)
        self.assertEqual(self.printed.getvalue(), "not posted: HTTPError 429\n")

    def test_what_it_prints_is_no_alert(self):
        self.problems = [urllib.error.HTTPError(self.ADDRESS, 500, "ERROR", {}, None), TimeoutError("ERROR WARNING")]
        self.handler(self.event("[ERROR] x"))
        for word in ("ERROR", "WARNING", "Task timed out"):  # the filters of the template
            self.assertNotIn(word, self.printed.getvalue())

    def test_an_address_that_is_none_ends_nothing(self):
        with mock.patch.dict(os.environ, SLACK_WEBHOOK_URL="no address"):
            self.handler(self.event("x"))
        self.assertEqual(self.printed.getvalue().count("not posted: ValueError"), 2)
