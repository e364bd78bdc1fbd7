"""The stream of the table: from records to events."""
from function_test import FunctionTest


class StreamTable(FunctionTest):
    def setUp(self):
        self.handler = self.load("stream-table", APP_TABLE="shop-AppTable-1")

    def record(self, name="INSERT", old=None, new=None, pk="ORDER#1", sk="A"):
        keys = {"pk": {"S": pk}, "sk": {"S": sk}}
        change = {"ApproximateCreationDateTime": 1700000000, "Keys": keys, "SequenceNumber": "1", "SizeBytes": 26,
                  "StreamViewType": "NEW_AND_OLD_IMAGES"}
        for image, values in (("OldImage", old), ("NewImage", new)):
            if values is not None:
                change[image] = {**keys, **values}
        return {"eventID": "1", "eventName": name, "eventSource": "aws:dynamodb", "dynamodb": change}

    def send(self, *records):
        self.handler({"Records": list(records)})
        return self.events.details()

    def test_a_new_record(self):
        self.send(self.record(new={"status": {"S": "open"}}))
        self.assertEqual(self.events.sent, [{"Source": "shop-AppTable-1", "DetailType": "table", "Detail": {
            "eventName": "INSERT", "pk": "ORDER#1", "sk": "A", "diffKeys": ["pk", "sk", "status"],
            "records": {"old": {}, "new": {"pk": "ORDER#1", "sk": "A", "status": "open"}}}}])

    def test_a_changed_record_names_what_differs(self):
        old = {"status": {"S": "open"}, "same": {"L": [{"N": "1"}]}, "gone": {"NULL": True}, "kind": {"N": "1"}}
        new = {"status": {"S": "paid"}, "same": {"L": [{"N": "1"}]}, "came": {"NULL": True}, "kind": {"BOOL": True}}
        (detail,) = self.send(self.record("MODIFY", old, new))
        self.assertEqual(detail["diffKeys"], ["came", "gone", "kind", "status"])

    def test_the_order_of_a_set_or_a_map_is_no_difference(self):
        old = {"tags": {"SS": ["a", "b"]}, "map": {"M": {"a": {"N": "1"}, "b": {"N": "2"}}}}
        new = {"tags": {"SS": ["b", "a"]}, "map": {"M": {"b": {"N": "2"}, "a": {"N": "1"}}}}
        (detail,) = self.send(self.record("MODIFY", old, new))
        self.assertEqual(detail["diffKeys"], [])

    def test_a_removed_record(self):
        (detail,) = self.send(self.record("REMOVE", old={"status": {"S": "open"}}))
        self.assertEqual((detail["eventName"], detail["records"]["new"]), ("REMOVE", {}))
        self.assertEqual(detail["diffKeys"], ["pk", "sk", "status"])

    def test_every_kind_of_value(self):
        values = {"text": {"S": "\u00e4 \U0001f4a5"}, "empty": {"S": ""}, "yes": {"BOOL": True}, "none": {"NULL": True},
                  "whole": {"N": "-12"}, "part": {"N": "0.5"}, "large": {"N": "9" * 38}, "tiny": {"N": "1E-130"},
                  "limit": {"N": str(2**63 - 1)}, "binary": {"B": "AAEC"}, "numbers": {"NS": ["3", "1.5"]},
                  "texts": {"SS": ["b", "a"]}, "binaries": {"BS": ["AQ==", "AA=="]},
                  "list": {"L": [{"M": {"deep": {"L": []}}}, {"B": ""}]}, "map": {"M": {}}}
        (detail,) = self.send(self.record(new=values))
        new = detail["records"]["new"]
        self.assertEqual({name: new[name] for name in values}, {
            "text": "\u00e4 \U0001f4a5", "empty": "", "yes": True, "none": None, "whole": -12, "part": 0.5, "large": 1e38,
            "tiny": 1e-130, "limit": 2**63 - 1, "binary": "AAEC", "numbers": [1.5, 3], "texts": ["a", "b"],
            "binaries": ["AA==", "AQ=="], "list": [{"deep": []}, ""], "map": {}})
        self.assertIs(type(new["whole"]), int)
        self.assertIs(type(new["large"]), float)  # EventBridge has whole numbers of 64 bits

    def test_keys_without_images(self):
        (detail,) = self.send(self.record("MODIFY"))
        self.assertEqual((detail["pk"], detail["diffKeys"], detail["records"]), ("ORDER#1", [], {"old": {}, "new": {}}))

    def test_nothing_is_sent_for_nothing(self):
        self.handler({"Records": []})
        self.handler({})
        self.assertEqual(self.events.calls, [])

    def test_ten_at_a_time_in_order(self):
        details = self.send(*(self.record(pk=str(number)) for number in range(23)))
        self.assertEqual([len(call) for call in self.events.calls], [10, 10, 3])
        self.assertEqual([detail["pk"] for detail in details], [str(number) for number in range(23)])

    def test_ten_large_ones_go_one_by_one(self):
        large = {"text": {"S": "x" * 100_000}}
        details = self.send(*(self.record(new=large, pk=str(number)) for number in range(10)))
        self.assertEqual([detail["pk"] for detail in details], [str(number) for number in range(10)])
        self.assertTrue(all("records" in detail for detail in details))

    def test_what_is_too_large_goes_without_records(self):
        huge = {"text": {"S": "x" * 262_000}}
        small, large = self.send(self.record(new={}), self.record("MODIFY", old=huge, new={}))
        self.assertIn("records", small)
        self.assertEqual(large, {"eventName": "MODIFY", "pk": "ORDER#1", "sk": "A", "diffKeys": ["text"]})

    def test_names_that_are_too_large_go_too(self):
        huge = {"\u20ac" * 20_000 + str(number): {"NULL": True} for number in range(5)}
        (detail,) = self.send(self.record(new=huge))
        self.assertEqual(detail, {"eventName": "INSERT", "pk": "ORDER#1", "sk": "A"})

    def test_what_is_refused_is_tried_again_alone(self):
        answers = iter([True, False])
        self.events.refuse = lambda detail: detail["pk"] == "2" and next(answers)
        self.send(*(self.record(pk=str(number)) for number in range(4)))
        self.assertEqual([len(call) for call in self.events.calls], [4, 1])
        self.assertEqual([detail["pk"] for detail in self.events.details()], ["0", "1", "3", "2"])

    def test_a_call_that_fails_is_tried_again(self):
        self.events.broken = 2
        self.assertEqual(len(self.send(self.record())), 1)

    def test_what_cannot_be_sent_is_an_error_after_all_the_rest_is_sent(self):
        self.events.refuse = lambda detail: detail["pk"] in ("3", "4")
        with self.assertRaisesRegex(RuntimeError, "^2 events"):
            self.send(*(self.record(pk=str(number)) for number in range(15)))
        self.assertEqual(len(self.events.sent), 13)
        self.assertIn("ThrottlingException", self.printed.getvalue())
