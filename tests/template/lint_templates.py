"""Prints templates as JSON, as YAML and optimised, and fails where cfn-lint finds an error: those of the examples, of
apps.yaml, and of the accepted apps in the recorded results that PAAS_ORACLE names. Runs in the environment that
cfn_lint.sh makes. lint_templates.py PAAS_LSP"""
import ast
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import cfnlint.decode
import yaml

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parents[1] / "examples"
NO_TEMPLATE = {"ci", "flask", "older", "oldest"}  # no apps, or of languages that have no recipes
FORMS = {"json": ["--format", "json"], "yaml": ["--format", "yaml"], "optimised": ["--format", "json", "--optimise"]}
# Warnings that say nothing about our templates: rule, and why.
IGNORED = {}


def main(program):
    problems, files = [], []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        apps = {path.name: path for path in sorted(EXAMPLES.iterdir()) if path.name not in NO_TEMPLATE}
        apps.update(unpack(scratch / "apps"))
        for name, folder in apps.items():
            templates = {}
            for form, options in FORMS.items():
                file = scratch / f"{name}.{form}.template"
                try:
                    print_template(program, folder, options, file)
                    templates[form] = load(file)
                    read_programs(templates[form])
                    files.append(file)
                except Exception as problem:
                    problems.append(f"{name}, {form}: {type(problem).__name__}: {problem}")
            if templates.get("json") != templates.get("yaml"):
                problems.append(f"{name}: the YAML is not what the JSON is")
        problems += lint(files)
    for line in [*problems, f"cfn-lint: {len(files)} templates of {len(apps)} apps, {len(problems)} problems"]:
        print(line)
    return bool(problems)


def unpack(folder):
    """Writes the apps that are no folders below `folder`: name and place of each."""
    apps = yaml.safe_load((HERE / "apps.yaml").read_text())
    if "PAAS_ORACLE" in os.environ:
        recorded = json.loads((pathlib.Path(os.environ["PAAS_ORACLE"]) / "apps-0.8.json").read_text())
        for name, app in recorded.items():
            if app["expected"]["ok"]:
                apps[f"recorded-{name}"] = {**app["files"], "setenv.sh": app["environment"]}
    else:
        print("skipped the recorded apps: PAAS_ORACLE names no folder")
    for name, files in apps.items():
        for path, text in files.items():
            (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / path).write_text(text)
    return {name: folder / name for name in apps}


def print_template(program, folder, options, file):
    done = subprocess.run([program, "--preview", folder, *options], capture_output=True, timeout=60)
    if done.returncode not in (0, 1):  # 1: the app has errors, and a template all the same
        raise ValueError(f"status {done.returncode}, {done.stderr.decode(errors='replace').strip()}")
    file.write_bytes(done.stdout)


def load(file):
    template, problems = cfnlint.decode.decode(str(file))
    if problems:
        raise ValueError(problems[0].message)
    return template


def read_programs(template):
    """Fails where a text inside the template is not the program that it should be; cfn-lint does not look at them."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if "ZipFile" in properties.get("Code", {}):
            ast.parse(properties["Code"]["ZipFile"], feature_version=(3, 10))
        if "BuildSpec" in properties.get("Source", {}) and yaml.safe_load(properties["Source"]["BuildSpec"])["version"] != 0.2:
            raise ValueError("the build spec is of another version")


def lint(files):
    """The errors; warnings are printed."""
    command = [pathlib.Path(sys.executable).with_name("cfn-lint"), "--format", "json", "--regions", "eu-west-1", "us-east-1"]
    done = subprocess.run([*command, "--", *files], capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return [f"cfn-lint ended with status {done.returncode}: {done.stdout}{done.stderr}"]
    said = collections.defaultdict(list)
    for one in found:
        place = "/".join(map(str, one["Location"]["Path"] or []))
        said[f"{one['Rule']['Id']} {place}: {one['Message']}"].append(pathlib.Path(one["Filename"]).stem)
    lines = {line: f"{line} ({len(templates)} templates, {templates[0]})" for line, templates in said.items()}
    for line, text in lines.items():
        if line[0] != "E" and line.split()[0] not in IGNORED:
            print(text)
    return [text for line, text in lines.items() if line[0] == "E"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
