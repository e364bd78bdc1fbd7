"""Posts the lines that a log subscription found to Slack. What it prints itself, no subscription looks for."""
import base64
import gzip
import json
import os
import time
import urllib.request

LONGEST = 3000  # characters; if all are escaped, five times as many, and Slack takes 40,000


def handler(event, context=None):
    packed = event.get("awslogs", {}).get("data")
    if not packed:
        return
    found = json.loads(gzip.decompress(base64.b64decode(packed)))
    group = found["logGroup"]
    if found["messageType"] != "DATA_MESSAGE" or group == os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME"):
        return
    text = "\n".join(line["message"].strip() for line in found["logEvents"])
    if len(text) > LONGEST:
        text = text[:LONGEST] + " [...]"
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("```", "'''")
    level = os.environ["SLACK_LOGGING_LEVEL"].upper()
    post(json.dumps({"text": f"*{level}* in `{group}`\n```{text}```"}).encode())


def post(body):
    for pause in (0, 0.5):  # in all less than the five seconds that this function has
        time.sleep(pause)
        try:
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(os.environ["SLACK_WEBHOOK_URL"], body, headers)
            return urllib.request.urlopen(request, timeout=1).close()
        except Exception as problem:
            print("not posted:", type(problem).__name__, getattr(problem, "code", ""))
