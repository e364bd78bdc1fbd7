"""Gives users the attributes that they lack, and makes each trigger an event: source is the pool's id, detail-type is
"userpool". Whatever fails, the user gets in."""
import json
import os

import boto3


def handler(event, context=None):
    for step in (complete, tell):
        try:
            step(event)
        except Exception as problem:
            print("ERROR", step.__name__, repr(problem))
    return event


def complete(event):
    values = {"custom:" + one["name"]: one["value"] for one in json.loads(os.environ["USER_CUSTOM_ATTRIBUTES"])}
    if values.keys() <= event["request"]["userAttributes"].keys():
        return
    cognito, user = boto3.client("cognito-idp"), {"UserPoolId": event["userPoolId"], "Username": event["userName"]}
    present = {one["Name"] for one in cognito.admin_get_user(**user)["UserAttributes"]}
    missing = [{"Name": name, "Value": value if isinstance(value, str) else json.dumps(value)}
               for name, value in values.items() if name not in present]
    if missing:
        cognito.admin_update_user_attributes(**user, UserAttributes=missing)


def tell(event):
    entry = {"Source": event["userPoolId"], "DetailType": "userpool", "Detail": json.dumps(event)}
    answer = boto3.client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise RuntimeError(answer["Entries"])
