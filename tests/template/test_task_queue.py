"""The task queue: from messages to events."""
import json

from function_test import FunctionTest

QUEUE = "https://sqs.eu-west-1.amazonaws.com/000000000000/shop-AppQueue-1"


class TaskQueue(FunctionTest):
    def setUp(self):
        self.handler = self.load("task-queue", APP_QUEUE=QUEUE)

    def send(self, *bodies):
        self.handler({"Records": [
            {"messageId": f"m{number}", "receiptHandle": f"r{number}", "body": body, "attributes": {},
             "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:shop-AppQueue-1"}
            for number, body in enumerate(bodies)]})
        return self.events.details()

    def test_a_message(self):
        self.send('{"kind": "invoice", "amount": 12.30}')
        self.assertEqual(self.events.sent, [
            {"Source": QUEUE, "DetailType": "queue", "Detail": {"kind": "invoice", "amount": 12.3}}])
        self.sqs.delete_message_batch.assert_not_called()

    def test_what_is_no_json_object_is_wrapped(self):
        bodies = ["hello", "[1]", "3", '"text"', "null", "{", '{"a": NaN}', '{"a": -Infinity}', "[" * 100_000, "\U0001f4a5"]
        self.assertEqual(self.send(*bodies), [{"body": body} for body in bodies])

    def test_nothing_is_sent_for_nothing(self):
        self.handler({"Records": []})
        self.handler({})
        self.assertEqual(self.events.calls, [])

    def test_ten_at_a_time(self):
        self.send(*["{}"] * 23)
        self.assertEqual([len(call) for call in self.events.calls], [10, 10, 3])

    def test_large_ones_go_one_by_one(self):
        bodies = [json.dumps({"text": "\u20ac" * 29_200}, ensure_ascii=False)] * 3
        self.assertEqual(len(self.send(*bodies)), 3)
        self.assertEqual([len(call) for call in self.events.calls], [1, 1, 1])

    def fails(self, *bodies):
        """How many messages, it says, could not be sent; and the receipts of those that it deleted."""
        with self.assertRaises(RuntimeError) as raised:
            self.send(*bodies)
        calls = [call.kwargs for call in self.sqs.delete_message_batch.call_args_list]
        self.assertTrue(all(call["QueueUrl"] == QUEUE and 1 <= len(call["Entries"]) <= 10 for call in calls))
        return str(raised.exception).split()[0], [entry["ReceiptHandle"] for call in calls for entry in call["Entries"]]

    def test_only_what_was_refused_comes_again(self):
        self.events.refuse = lambda detail: detail.get("bad", False)
        self.assertEqual(self.fails("{}", '{"bad": true}', "{}"), ("1", ["r0", "r2"]))
        self.assertIn("ThrottlingException", self.printed.getvalue())

    def test_all_come_again_where_nothing_was_sent(self):
        self.events.broken = 1
        self.assertEqual(self.fails("{}", "{}"), ("2", []))
        self.assertIn("no route", self.printed.getvalue())

    def test_a_call_that_fails_keeps_no_other_from_being_sent(self):
        self.events.broken = 1
        self.assertEqual(self.fails(*["{}"] * 32), ("10", [f"r{number}" for number in range(10, 32)]))

    def test_one_that_no_event_can_hold_comes_again_alone(self):
        self.assertEqual(self.fails("{}", json.dumps({"text": "x" * 1_000_000}), "{}"), ("1", ["r0", "r2"]))
