// How clients and resources of boto3 are followed through a Python file.
#include <string>
#include <vector>

#include "catch.h"
#include "core/python/aws.h"

using paas::python::AwsExpression;
using paas::python::AwsStep;
using paas::python::AwsUse;
using paas::python::find_aws_use;

namespace {

using Uses = std::vector<std::string>;

// `s3:get_object()` for a client, `dynamodb!Table()` for a resource; `>` where the variable ends, `^` where it escapes.
std::string written(const AwsExpression& expression) {
  std::string text(expression.service);
  text += expression.is_resource ? "!" : ":";
  for (std::size_t index = 0; index < expression.steps.size(); ++index) {
    const AwsStep& step = expression.steps[index];
    if (index == expression.begin && index > 0)
      text += ">";
    else if (index > 0)
      text += ".";
    text += step.name;
    if (step.called) text += "(" + std::string(step.argument) + ")";
  }
  return expression.escapes ? text + "^" : text;
}

Uses uses_of(const std::string& code) {
  Uses uses;
  const std::string text = "import boto3\n" + code;
  for (const AwsExpression& expression : find_aws_use(text).expressions) uses.push_back(written(expression));
  return uses;
}

bool is_complete(const std::string& code) { return find_aws_use("import boto3\n" + code).complete; }

}  // namespace

TEST_CASE("chains of names") {
  CHECK(uses_of("boto3.client('s3').get_object(Bucket=b)\n") == Uses{"s3:get_object()"});
  CHECK(uses_of("x = boto3.client('s3').get_object()['Body']\n") == Uses{"s3:get_object()^"});
  CHECK(uses_of("boto3.resource('dynamodb').Table('a').query().get('b')\n") ==
        Uses{"dynamodb!Table(a).query().get(b)"});
  CHECK(uses_of("boto3.client('s3').get_paginator('list_objects').paginate()\n") ==
        Uses{"s3:get_paginator(list_objects).paginate()"});
  CHECK(uses_of("boto3.client('s3').a().b().c().d().e().f().g()\n") == Uses{"s3:a().b().c().d().e().f()"});
  CHECK(uses_of("f(boto3.client('s3').get_object(Body=boto3.client('sqs').receive_message()))\n") ==
        Uses{"s3:get_object()^", "sqs:receive_message()^"});
}

TEST_CASE("variables that are assigned once are followed") {
  CHECK(uses_of("c = boto3.client('s3')\nc.get_object()\n") == Uses{"s3:", "s3:get_object()"});
  CHECK(uses_of("def f():\n  c.get_object()\nc = boto3.client('s3')\n") == Uses{"s3:get_object()", "s3:"});
  CHECK(uses_of("t = boto3.resource('a').T()\nt.put()\n") == Uses{"a!T()", "a!T()>put()"});
  CHECK(uses_of("with boto3.resource('a').T() as t:\n  t.put()\n") == Uses{"a!T()", "a!T()>put()"});
  CHECK(uses_of("if x:\n  c = boto3.client('s3')\n  c.get_object()\n") == Uses{"s3:", "s3:get_object()"});
  CHECK(uses_of("c: object = boto3.client('s3')\nc.get_object()\n") == Uses{"s3:", "s3:get_object()"});
  CHECK(uses_of("a = boto3.client\nb = a('s3')\nb.get_object()\n") == Uses{"s3:", "s3:get_object()"});
}

TEST_CASE("variables that are bound again, or from elsewhere, are not followed") {
  for (const std::string again : {"c = 1",
                                  "c += 1",
                                  "for c in x: pass",
                                  "with x as c: pass",
                                  "with x as (c, d): pass",
                                  "def c(): pass",
                                  "class c: pass",
                                  "import c",
                                  "from a import b as c",
                                  "[c for c in x]",
                                  "lambda c: c",
                                  "(c := 1)",
                                  "c, d = 1, 2",
                                  "[c, *d] = x",
                                  "del c",
                                  "try:\n  pass\nexcept E as c:\n  pass",
                                  "match x:\n  case c:\n    pass",
                                  "c.x = 1",
                                  "def f():\n  global c\n  c = 1",
                                  "c: object",
                                  "x = c = 1"}) {
    INFO(again);
    CHECK(uses_of("c = boto3.client('s3')\nc.get_object()\n" + again + "\n") == Uses{"s3:^"});
  }
  CHECK(uses_of("c = boto3.client('s3')\ndef f(c):\n  c.get_object()\n") == Uses{"s3:"});
  CHECK(uses_of("class A:\n  c = boto3.client('s3')\n  def f(self):\n    c.get_object()\n") == Uses{"s3:"});
  CHECK(uses_of("def f():\n  c = boto3.client('s3')\ndef g():\n  c.get_object()\n") == Uses{"s3:"});
  CHECK(uses_of("a = b\nb = a\na.get_object()\n").empty());
}

TEST_CASE("a file is complete if nothing is out of sight") {
  for (const std::string code :
       {"", "boto3.client('s3').get_object()\n", "import json\nfrom boto3.dynamodb.conditions import Key\n",
        "c = boto3.client('s3')\nd = c\nd.get_object()\n", "s = boto3.Session()\nprint(s.region_name)\n",
        "x = boto3.dynamodb.conditions.Key('a')\n", "def f(a: boto3.client) -> boto3.Session:\n  pass\n",
        "from __future__ import annotations\n"}) {
    INFO(code);
    CHECK(is_complete(code));
  }
  for (const std::string code :
       {"import requests\n", "from . import mail\n", "from a import *\n", "import subprocess\n", "f(boto3)\n",
        "b = [boto3]\n", "boto3.client(x)\n", "boto3.client('s3', **x)\n", "boto3.client()\n",
        "boto3.client('s3', 'eu-west-1', 'v')\n", "boto3.Session(x).client('s3')\n", "boto3.Session().events\n",
        "boto3.client(f's{x}')\n", "getattr(x, 'y')\n", "os.system('aws')\n", "f(boto3.client)\n",
        "boto3.setup_default_session()\n", "boto3.client('s3')()\n", "x = (\n"}) {
    INFO(code);
    CHECK_FALSE(is_complete(code));
  }
}

TEST_CASE("texts that are hard to follow") {
  std::string aliases = "a0 = boto3.client('s3')\n";
  for (int index = 1; index < 5'000; ++index) {
    aliases += "a" + std::to_string(index) + " = a" + std::to_string(index - 1) + ".x()\n";
  }
  CHECK(uses_of(aliases).size() == 5'000);
  std::string backwards;
  for (int index = 5'000; index > 0; --index) {
    backwards += "a" + std::to_string(index) + " = a" + std::to_string(index - 1) + "\n";
  }
  CHECK_FALSE(is_complete(backwards + "a0 = boto3.client('s3')\n"));
  std::string deep = "boto3.client('s3')";
  for (int index = 0; index < 50'000; ++index) deep += ".a";
  CHECK(uses_of(deep + "\n").size() <= 1);
  std::string nested;
  for (int index = 0; index < 5'000; ++index) nested += "boto3.client('s3').get(";
  CHECK(uses_of(nested + std::string(5'000, ')') + "\n").size() <= 5'000);
}

namespace {

// `1=text`, `Key.pk=@detail.pk`, `Bucket=$APP_BUCKET`, `Key=uploads/*` of the last step of the last expression.
std::string arguments_of(const std::string& code) {
  const std::string text = "import boto3\nimport os\nfrom os import getenv as read\nc = boto3.client('s3')\n" + code;
  const AwsUse use = find_aws_use(text);
  if (use.expressions.empty() || use.expressions.back().steps.empty()) return "no call";
  std::string out;
  for (const paas::python::AwsArgument& argument : use.expressions.back().steps.back().arguments
                                                       ? *use.expressions.back().steps.back().arguments
                                                       : std::vector<paas::python::AwsArgument>()) {
    out += out.empty() ? "" : " ";
    out += argument.name.empty() ? std::to_string(argument.position) : std::string(argument.name);
    if (!argument.entry.empty()) out += "." + std::string(argument.entry);
    out += "=";
    if (argument.kind == paas::python::ArgumentKind::variable) out += "$";
    for (const std::string_view key : argument.keys) out += "@" + std::string(key);
    out += argument.text;
    if (argument.kind == paas::python::ArgumentKind::beginning) out += "*";
  }
  return out;
}

}  // namespace

TEST_CASE("arguments of calls: texts, their beginnings, variables of the environment, items") {
  CHECK(arguments_of("c.f('a', x, Key='b', Other=g())\n") == "0=a Key=b");
  CHECK(arguments_of("c.f(Key=f'a/{x}', B='b/' + x, C=x + 'c', D=f'{x}/d')\n") == "Key=a/* B=b/*");
  CHECK(arguments_of(
            "c.f(Bucket=os.environ['APP_BUCKET'], B=os.getenv('B', 'x'), C=os.environ.get('C'), D=read('D'))\n") ==
        "Bucket=$APP_BUCKET B=$B C=$C D=$D");
  // Not of `os`, so nothing is known of the name.
  CHECK(arguments_of("c.f(Bucket=environ['APP_BUCKET'], B=os.path['B'], C=getenv('C'))\n") == "Bucket=@APP_BUCKET");
}

TEST_CASE("arguments are followed through variables that are assigned once") {
  CHECK(arguments_of("B = os.environ['APP_BUCKET']\ndef f():\n  c.f(Bucket=B)\n") == "Bucket=$APP_BUCKET");
  CHECK(arguments_of("B = os.environ['APP_BUCKET']\nB = 'b'\nc.f(Bucket=B)\n").empty());
  CHECK(arguments_of(
            "def f(event):\n  d = event['detail']\n  c.f(Key={'pk': d['pk'], 'sk': 'x', **d}, B=d.get('b'))\n") ==
        "Key.pk=@detail@pk Key.sk=x B=@detail@b");
  CHECK(arguments_of("def f(event):\n  k = {'pk': event['pk']}\n  c.f(Key=k)\n") == "Key.pk=@pk");
  CHECK(arguments_of("def f(event):\n  c.f(Key=event)\n").empty());
  CHECK(arguments_of("a = b\nb = a\nc.f(Key=a, Other=a['x'])\n").empty());
}

TEST_CASE("no more arguments are read than are kept") {
  std::string list;
  for (int i = 0; i < 40; ++i) list += "a" + std::to_string(i) + "='x', ";
  const std::string text =
      "import boto3\nboto3.client('s3').f(" + list + ")\nboto3.client('s3').g(K={" + std::string("'a': 'b', ") + "})\n";
  const AwsUse use = find_aws_use(text);
  REQUIRE(use.expressions.size() == 2);
  CHECK(use.expressions[0].steps[0].arguments->size() == paas::python::max_aws_arguments);
  CHECK(use.expressions[1].steps[0].arguments->size() == 1);
}

TEST_CASE("what cannot be read is told from what was read in part") {
  CHECK(find_aws_use("import boto3\nimport other\nboto3.client('s3').f()\n").parsed);
  CHECK_FALSE(find_aws_use("import boto3\nboto3.client('s3').f(\n").parsed);
  CHECK_FALSE(find_aws_use("from other import *\n").parsed);
}
