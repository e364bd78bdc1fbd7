"""The build spec, run; and what holds for every file that is printed into a template."""
import ast
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from function_test import CODE


class BuildSpec(unittest.TestCase):
    """The file is read by lines: the machines that run this have no YAML library."""

    def build(self, command=None):
        text = (CODE / "buildspec.yaml").read_text()
        default = re.search(r"^    BUILD_COMMAND: (.*)$", text, re.M).group(1)
        commands = re.search(r"^    commands:\n((?:    - .*\n)+)", text, re.M).group(1).replace("    - ", "")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        done = subprocess.run(["bash", "-ec", commands], cwd=folder.name, text=True, capture_output=True,
                              env={**os.environ, "BUILD_COMMAND": default if command is None else command})
        output = pathlib.Path(folder.name) / re.search(r"^  base-directory: (.*)$", text, re.M).group(1)
        return done, sorted(str(path.relative_to(output)) for path in output.rglob("*") if path.is_file())

    def test_what_the_command_leaves_is_what_was_built(self):
        done, files = self.build("mkdir -p python/lib\necho 'a \"b\"' > python/lib/x; touch .hidden")
        self.assertEqual((done.returncode, files), (0, [".hidden", "python/lib/x"]))

    def test_a_command_that_fails_fails_the_build(self):
        self.assertNotEqual(self.build("false\ntouch x")[0].returncode, 0)

    def test_a_build_without_a_command_says_what_is_missing(self):
        done, files = self.build()
        self.assertEqual((done.returncode, files), (1, []))
        self.assertIn("start_build must set BUILD_COMMAND", done.stdout)


class Files(unittest.TestCase):
    def test_they_need_nothing_that_lambda_has_not(self):
        for path in CODE.glob("*.py"):
            with self.subTest(path=path.name):
                tree = ast.parse(path.read_text(), feature_version=(3, 10))
                names = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
                         for alias in node.names}
                self.assertFalse(any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree)))
                self.assertEqual(names - set(sys.stdlib_module_names), {"boto3"} & names)
                (handler,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "handler"]
                self.assertEqual(ast.unparse(handler.args), "event, context=None")

    def test_they_print_well_and_leave_room_in_a_template(self):
        for path in CODE.glob("*.*"):
            with self.subTest(path=path.name):
                text = path.read_text()
                self.assertTrue(text.isascii() and text.endswith("\n") and "\t" not in text)
                self.assertFalse([line for line in text.split("\n") if line != line.rstrip() or len(line) > 120])
                self.assertLess(len(text), 2_500)
        # The alert function is there twice. 51,200 bytes are what a template may have without a bucket.
        sizes = {path.name: path.stat().st_size for path in CODE.glob("*.*")}
        self.assertEqual(len(sizes), 6)
        self.assertLess(sum(sizes.values()) + sizes["alert.py"], 10_240)
