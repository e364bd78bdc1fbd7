"""Each message of the queue becomes an event: source is the queue's URL, detail-type is "queue", detail is the body."""
import json
import os

import boto3

LIMIT = 250_000  # bytes; EventBridge takes 256 KB in one call
events, sqs = boto3.client("events"), boto3.client("sqs")


def handler(event, context=None):
    records = event.get("Records", [])
    sent = []
    for first in range(0, len(records), 10):
        ten = records[first:first + 10]
        small = sum(len(detail(one).encode()) for one in ten) <= LIMIT
        for group in [ten] if small else [[one] for one in ten]:
            sent += send(group)
    if len(sent) == len(records):
        return
    for first in range(0, len(sent), 10):  # what was sent must not come again with the rest
        sqs.delete_message_batch(QueueUrl=os.environ["APP_QUEUE"], Entries=[
            {"Id": one["messageId"], "ReceiptHandle": one["receiptHandle"]} for one in sent[first:first + 10]])
    raise RuntimeError(f"{len(records) - len(sent)} of {len(records)} messages could not be sent")


def send(group):
    source = {"Source": os.environ["APP_QUEUE"], "DetailType": "queue"}
    try:
        answers = events.put_events(Entries=[{**source, "Detail": detail(one)} for one in group])["Entries"]
    except Exception as problem:
        print(problem)
        return []
    print(*(answer for answer in answers if "ErrorCode" in answer))
    return [one for one, answer in zip(group, answers) if "ErrorCode" not in answer]


def detail(record):
    body = record["body"]
    try:
        if isinstance(json.loads(body, parse_constant=int), dict):  # int refuses NaN
            return body
    except (ValueError, RecursionError):
        pass
    return json.dumps({"body": body})
