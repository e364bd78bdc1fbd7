// Texts that a person types by hand, in the editors' tests: with four blanks a level, as both editors indent by themselves
// in Python files. What is deeper stands below a line that ends with a colon.
const handler = (fragment, code = '\n\ndef handler(event, context=None):\n    return None\n') => `"""\n${fragment}"""\n${code}`;
const infra = (...lines) => `infra:\n${lines.map((line) => `    ${line}\n`).join('')}`;

export const texts = {
  'a worker of a queue': handler(infra('type: worker', 'event:', '    type: queue')),
  'a worker of a table': handler(infra('type: worker', 'event:', '    type: table', '    pattern:', '        detail:', '            eventName: [INSERT]')),
  'a worker of a bucket': handler(infra('type: worker', 'event:', '    type: bucket', '    pattern:', '        detail:', '            object:', '                key:', '                - prefix: in/')),
  'a worker of mail': handler(infra('type: worker', 'event:', '    type: mail')),
  'a worker of logs': handler(infra('type: worker', 'event:', '    type: log')),
  'a worker without an event': handler(infra('type: worker', 'timeout: 60', 'memory: 512')),
  'an endpoint': handler(infra('type: endpoint', 'method: GET', 'path: orders/{id}', 'public: true')),
  'an endpoint for who is logged in': handler(infra('type: endpoint', 'method: POST', 'path: orders', 'auth: user')),
  'an endpoint with parameters': handler(infra('type: endpoint', 'method: GET', 'path: orders', 'public: true', 'parameters:', '- status')),
  'a timer': handler(infra('type: timer', 'rate: 5 minutes')),
  'a timer of an hour': handler(infra('type: timer', 'rate: 1 hour', 'timeout: 900')),
  'a timer with a cron expression': handler(infra('type: timer', 'rate: "cron(0 12 * * ? *)"')),
  'keys in another order': handler(infra('timeout: 3', 'memory: 128', 'type: worker')),
  permissions: handler(infra('type: worker', 'permissions:', '- dynamodb:GetItem', '- dynamodb:PutItem', '- s3:GetObject')),
  'permissions in brackets': handler(infra('type: worker', 'permissions: [sqs:SendMessage, ses:SendEmail]')),
  'permissions one of which begins another': handler(infra('type: worker', 'permissions:', '- s3:GetObject', '- s3:GetObjectAcl', '- dynamodb:Query')),
  'all of a service': handler(infra('type: worker', 'permissions:', '- dynamodb:*')),
  'a permission that nobody knows': handler(infra('type: worker', 'permissions:', '- my:Own')),
  layers: handler(infra('type: worker', 'layers:', '- pyyaml', '- numpy')),
  'layers in brackets': handler(infra('type: worker', 'layers: [pyyaml, numpy]')),
  'a pattern with anything-but': handler(infra('type: worker', 'event:', '    type: table', '    pattern:', '        detail:', '            pk:', '            - anything-but: [ORDER]')),
  'a pattern in one line': handler(infra('type: worker', 'event: {type: table, pattern: {detail: {pk: [ORDER]}}}')),
  'a pattern with words of its own': handler(infra('type: worker', 'event:', '    type: table', '    pattern:', '        detail:', '            pk:', '            - a', '            - b')),
  'comments among keys': handler(infra('# what it does', 'type: worker  # by a queue', 'event:', '    type: queue')),
  'a comment at the end': handler(`${infra('type: worker')}# the end\n`),
  'words with a quote': handler(infra('type: "worker"', "event: {type: 'queue'}")),
  'a word that is wrong': handler(infra('type: wroker', 'tiemout: 60')),
  'a key with a blank too many': handler(infra('type:  worker', 'timeout:  60')),
  'numbers and booleans': handler(infra('type: worker', 'memory: 1024', 'timeout: 30', 'event:', '    type: queue', '    size: 10')),
  'nothing but the type': handler(infra('type: worker'), ''),
  'an empty fragment': handler('infra: {}\n'),
  'a docstring for people': '"""\nReads orders.\n\nIt takes a table and a queue: both in one.\n"""\n\nimport os\n\nTABLE = os.environ["APP_TABLE"]\n',
  'a docstring for people, in one line': '"""Reads orders from the table."""\n\nimport json\n',
  'code only': 'import os\nimport json\n\n\ndef total(order):\n    return sum(order.values())\n',
  'code that reads the environment': handler(infra('type: worker'), 'import os\n\n\ndef handler(event, context=None):\n    print(os.environ["APP_TABLE"])\n    return os.environ["STRIPE_KEY"]\n'),
  'code that calls AWS': handler(infra('type: worker', 'permissions:', '- sqs:SendMessage'), 'import boto3\n\n\ndef handler(event, context=None):\n    queue = boto3.client("sqs")\n    queue.send_message(QueueUrl="", MessageBody="")\n'),
  'code with a docstring of its own': handler(infra('type: timer', 'rate: 1 day'), 'def handler(event, context=None):\n    """Tidies up."""\n    return None\n'),
};

// In a root.
export const roots = {
  'a root with a table': handler(infra('table: {}'), ''),
  'a root with everything': handler(infra('api: {}', 'queue: {}', 'table:', '    stream: true', 'bucket:', '    public: false'), ''),
  'a root with an index': handler(infra('table:', '    indexes:', '    - {name: by-day, hash: day}'), ''),
  'a root with users': handler(infra('user-pool: {}', 'api: {}'), ''),
};

// Edits in the middle: `|` is the cursor; the words are typed there.
const orders = handler(infra('type: worker', 'permissions:', '- dynamodb:GetItem', 'timeout: 60'));
export const edits = {
  'a key between others': [orders.replace('permissions', '|permissions'), 'memory: 512\n'],
  'an item in a list': [orders.replace('GetItem\n', 'GetItem|\n'), '\n- dynamodb:Query'],
  'an item between items': [orders.replace('    - dynamodb:GetItem\n', '    - dynamodb:GetItem|\n    - s3:GetObject\n'), '\n- dynamodb:Query'],
  'a head above keys': [orders.replace('infra:', '|'), 'infra:'],
  'a key at the end': [orders.replace('60\n', '60|\n'), '\nmemory: 512'],
  'another value': [orders.replace('60', '|'), '30'],
  'a word in a comment': [orders.replace('60', '60|'), '  # at most'],
};
