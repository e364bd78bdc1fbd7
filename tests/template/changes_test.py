"""What CloudFormation replaces is what the provider schemas say that cfn-lint carries. cfn_lint.sh runs this."""
import json
import pathlib
import re
import unittest

import cfnlint
import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = pathlib.Path(cfnlint.__file__).parent / "data/schemas"
# Documented, and said by no provider schema: another type under the name of a key.
DOCUMENTED = {"AWS::DynamoDB::Table": {"AttributeDefinitions/*/AttributeType"}}


class ChangesTest(unittest.TestCase):
    def setUp(self):
        self.changes = yaml.safe_load((TOP / "schemas/cloudformation/changes.yaml").read_text())

    def test_every_type_of_a_recipe_is_listed(self):
        recipes = "".join(path.read_text() for path in (TOP / "schemas/0.8/template").glob("*.yaml"))
        made = set(re.findall(r"Type: (AWS::\w+::\w+)", recipes))
        self.assertEqual(made, set(self.changes))

    def test_fixed_properties_are_those_of_the_provider_schemas(self):
        files = json.loads((SCHEMAS / "providers/eu-west-1.json").read_text())
        for kind, change in self.changes.items():
            schema = json.loads((SCHEMAS / f"resources/{files[kind]}.json").read_text())
            fixed = {path.removeprefix("/properties/") for path in schema.get("createOnlyProperties", [])}
            perhaps = {path.removeprefix("/properties/") for path in schema.get("conditionalCreateOnlyProperties", [])}
            listed = set(change["replaced-by"]) - DOCUMENTED.get(kind, set())
            with self.subTest(kind):
                self.assertLessEqual(fixed, listed)
                self.assertLessEqual(listed, fixed | perhaps)
                for name in [*listed, *change.get("items", {}), *change.get("policies", []), *change.get("public", {})]:
                    self.assertIn(name.split("/")[0], schema["properties"])
                for refusal in change.get("refuses", []):
                    self.assertIn(refusal["at"], schema["properties"])


if __name__ == "__main__":
    unittest.main()
