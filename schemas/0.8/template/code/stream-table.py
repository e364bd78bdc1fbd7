"""Each change of the table becomes an event: source is the table's name, detail-type is "table"."""
import json
import os
import time

import boto3

LIMIT = 250_000  # bytes; EventBridge takes 256 KB in one call
events = boto3.client("events")


def handler(event, context=None):
    details = [describe(record) for record in event.get("Records", [])]
    lost = 0
    for first in range(0, len(details), 10):
        ten = details[first:first + 10]
        for group in [ten] if len("".join(ten)) <= LIMIT else [[one] for one in ten]:
            lost += send(group)
    if lost:
        raise RuntimeError(f"{lost} events could not be sent")


def describe(record):
    change = record["dynamodb"]
    keys, old, new = (plain({"M": change.get(name, {})}) for name in ("Keys", "OldImage", "NewImage"))
    differ = sorted(name for name in {**old, **new} if text(old, name) != text(new, name))
    detail = {"eventName": record["eventName"], "pk": keys.get("pk"), "sk": keys.get("sk"),
              "diffKeys": differ, "records": {"old": old, "new": new}}
    for large in ("records", "diffKeys"):
        if len(json.dumps(detail)) > LIMIT:
            del detail[large]
    return json.dumps(detail)


def plain(value):
    ((kind, content),) = value.items()
    if kind == "M":
        return {name: plain(inner) for name, inner in content.items()}
    if kind == "N":
        whole = int(content) if content.lstrip("-").isdigit() else 2**63
        return whole if abs(whole) < 2**63 else float(content)
    if kind in ("SS", "NS", "BS"):
        return [plain({kind[0]: inner}) for inner in sorted(content)]
    if kind == "L":
        return [plain(inner) for inner in content]
    return None if kind == "NULL" else content  # binary stays base64


def text(image, name):
    return name in image and json.dumps(image[name], sort_keys=True)


def send(details):
    entries = [{"Source": os.environ["APP_TABLE"], "DetailType": "table", "Detail": detail} for detail in details]
    for pause in (0, 0.3, 0.9):
        time.sleep(pause)
        try:
            answers = events.put_events(Entries=entries)["Entries"]
        except Exception as problem:
            print(problem)
            continue
        entries = [entry for entry, answer in zip(entries, answers) if "ErrorCode" in answer]
        if not entries:
            break
        print(answers)
    return len(entries)
