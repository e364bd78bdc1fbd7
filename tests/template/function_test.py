"""Runs the functions that live inside templates without AWS: boto3 is played here, and what it talks to."""
import contextlib
import importlib.util
import io
import json
import os
import pathlib
import sys
import types
import unittest
from unittest import mock

sys.dont_write_bytecode = True  # beside the functions stands nothing else
CODE = pathlib.Path(__file__).resolve().parents[2] / "schemas/0.8/template/code"
MOST = 262_144  # bytes of one call of PutEvents


class EventBridge:
    """Takes what the real one takes. `refuse(detail)` tells which entries fail; `broken` counts calls that fail whole."""

    def __init__(self):
        self.calls, self.sent, self.refuse, self.broken = [], [], lambda detail: False, 0

    def put_events(self, Entries):
        self.calls.append(Entries)
        size = sum(len(text.encode()) for entry in Entries for text in entry.values())
        if not 1 <= len(Entries) <= 10 or size > MOST:
            raise ValueError(f"ValidationException: {len(Entries)} entries of {size} bytes")
        if self.broken:
            self.broken -= 1
            raise ConnectionError("no route")
        answers = []
        for number, entry in enumerate(Entries):
            assert set(entry) == {"Source", "DetailType", "Detail"} and all(entry.values())
            detail = json.loads(entry["Detail"], parse_constant=lambda name: self.fail(name))
            assert isinstance(detail, dict)
            if self.refuse(detail):
                answers.append({"ErrorCode": "ThrottlingException", "ErrorMessage": "slower"})
            else:
                self.sent.append({**entry, "Detail": detail})
                answers.append({"EventId": str(number)})
        return {"FailedEntryCount": sum("ErrorCode" in answer for answer in answers), "Entries": answers}

    def fail(self, name):
        raise AssertionError(f"{name} is no JSON")

    def details(self):
        return [entry["Detail"] for entry in self.sent]


class FunctionTest(unittest.TestCase):
    """Loads a function as Lambda does: with its variables in the environment, and with boto3."""

    def load(self, name, **variables):
        self.events, self.sqs, self.cognito = EventBridge(), mock.Mock(), mock.Mock()
        clients = {"events": self.events, "sqs": self.sqs, "cognito-idp": self.cognito}
        boto3 = types.ModuleType("boto3")
        boto3.client = clients.__getitem__
        for patch in (mock.patch.dict(sys.modules, boto3=boto3), mock.patch.dict(os.environ, variables),
                      mock.patch("time.sleep")):
            patch.start()
            self.addCleanup(patch.stop)
        spec = importlib.util.spec_from_file_location("index", CODE / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        printed = contextlib.redirect_stdout(io.StringIO())
        self.printed = printed.__enter__()
        self.addCleanup(printed.__exit__, None, None, None)
        return module.handler
