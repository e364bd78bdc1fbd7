"""Words the mails of the user pool. Triggers without a template keep the words of Cognito."""
import json
import os

TEMPLATES = {"CustomMessage_AdminCreateUser": "temp_password", "CustomMessage_ForgotPassword": "password_reset"}


def handler(event, context=None):
    name = TEMPLATES.get(event["triggerSource"])
    if name:
        template, request = json.loads(os.environ["EMAIL_TEMPLATES"])[name], event["request"]
        username = request.get("usernameParameter") or event["userName"]
        # The code first: a name may hold "{code}".
        message = template["message"].replace("{code}", request["codeParameter"]).replace("{username}", username)
        event["response"].update(emailSubject=template["subject"], emailMessage=message)
    return event
