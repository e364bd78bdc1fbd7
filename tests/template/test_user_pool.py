"""The triggers of the user pool: attributes, events, mails."""
import json

from function_test import FunctionTest

POOL = "eu-west-1_aBcDeFgHi"


class CustomAttributes(FunctionTest):
    VALUES = [{"name": "level", "value": "free"}, {"name": "credits", "value": 10}, {"name": "trial", "value": True}]

    def trigger(self, values, source="PostConfirmation_ConfirmSignUp", present=None, stored=None):
        handler = self.load("custom-attributes", USER_CUSTOM_ATTRIBUTES=json.dumps(values))
        present = {"sub": "1", "email": "a@example.com", **(present or {})}
        stored = present if stored is None else stored
        self.cognito.admin_get_user.return_value = {
            "UserAttributes": [{"Name": name, "Value": value} for name, value in stored.items()]}
        self.event = {"version": "1", "region": "eu-west-1", "userPoolId": POOL, "userName": "user-1",
                      "callerContext": {"awsSdkVersion": "3", "clientId": "client"}, "triggerSource": source,
                      "request": {"userAttributes": present}, "response": {}}
        self.before = json.loads(json.dumps(self.event))
        return handler

    def run_trigger(self, *values, **arguments):
        handler = self.trigger(*values, **arguments)
        self.assertEqual(handler(self.event), self.before)

    def updates(self):
        return [call.kwargs for call in self.cognito.admin_update_user_attributes.call_args_list]

    def test_sets_what_is_missing_as_text(self):
        self.run_trigger(self.VALUES)
        self.assertEqual(self.updates(), [{"UserPoolId": POOL, "Username": "user-1", "UserAttributes": [
            {"Name": "custom:level", "Value": "free"}, {"Name": "custom:credits", "Value": "10"},
            {"Name": "custom:trial", "Value": "true"}]}])

    def test_never_overwrites(self):
        self.run_trigger(self.VALUES, present={"custom:level": "gold"})
        self.assertEqual([one["Name"] for one in self.updates()[0]["UserAttributes"]], ["custom:credits", "custom:trial"])

    def test_what_the_pool_knows_counts_more_than_what_the_event_holds(self):
        self.run_trigger(self.VALUES, stored={"custom:level": "gold", "custom:credits": "0", "custom:trial": "false"})
        self.assertEqual(self.updates(), [])

    def test_a_user_that_has_all_costs_no_call(self):
        self.run_trigger(self.VALUES[:1], source="PostAuthentication_Authentication", present={"custom:level": "gold"})
        self.run_trigger([])
        self.assertEqual(self.cognito.mock_calls, [])

    def test_workers_get_the_trigger(self):
        self.run_trigger([])
        (entry,) = self.events.sent
        self.assertEqual((entry["Source"], entry["DetailType"], entry["Detail"]), (POOL, "userpool", self.before))
        self.assertEqual(entry["Detail"]["triggerSource"], "PostConfirmation_ConfirmSignUp")

    def test_nobody_is_kept_out(self):
        handler = self.trigger(self.VALUES)
        self.cognito.admin_get_user.side_effect = RuntimeError("TooManyRequestsException")
        self.events.refuse = lambda detail: True
        self.assertEqual(handler(self.event), self.before)
        self.assertRegex(self.printed.getvalue(), "(?s)ERROR complete .*TooManyRequests.*ERROR tell .*Throttling")

    def test_attributes_that_fail_do_not_keep_the_event_from_workers(self):
        handler = self.trigger(self.VALUES)
        self.cognito.admin_update_user_attributes.side_effect = RuntimeError("InvalidParameterException")
        handler(self.event)
        self.assertEqual(len(self.events.sent), 1)


class CustomMessage(FunctionTest):
    TEMPLATES = {"temp_password": {"subject": "Welcome", "message": "<b>{username}</b>, {code}; {other} {} {{x}}"},
                 "password_reset": {"subject": "Reset {code}", "message": "Hi {username}: {code}"}}

    def word(self, trigger, username="{username}", user_name="user-1"):
        handler = self.load("custom-message", EMAIL_TEMPLATES=json.dumps(self.TEMPLATES))
        response = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
        event = {"version": "1", "userPoolId": POOL, "userName": user_name, "triggerSource": trigger,
                 "request": {"userAttributes": {}, "codeParameter": "{####}", "usernameParameter": username},
                 "response": response}
        answer = handler(event)
        self.assertIs(answer, event)
        self.assertIsNone(response["smsMessage"])
        return response["emailSubject"], response["emailMessage"]

    def test_a_user_that_an_administrator_makes(self):
        self.assertEqual(self.word("CustomMessage_AdminCreateUser"),
                         ("Welcome", "<b>{username}</b>, {####}; {other} {} {{x}}"))

    def test_a_forgotten_password(self):
        self.assertEqual(self.word("CustomMessage_ForgotPassword", username=None), ("Reset {code}", "Hi user-1: {####}"))

    def test_a_name_cannot_bring_the_code_in(self):
        self.assertEqual(self.word("CustomMessage_ForgotPassword", username=None, user_name="{code}")[1], "Hi {code}: {####}")

    def test_other_mails_keep_the_words_of_cognito(self):
        for trigger in ("SignUp", "ResendCode", "UpdateUserAttribute", "VerifyUserAttribute", "Authentication", "New"):
            with self.subTest(trigger=trigger):
                self.assertEqual(self.word(f"CustomMessage_{trigger}", username=None), (None, None))
