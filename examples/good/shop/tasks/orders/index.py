"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        eventName:
        - MODIFY
        pk:
        - prefix: ORDER
        diffKeys:
        - status
  permissions:
  - sqs:SendMessage
"""

import os

import boto3


def handler(event, context=None):
    queue = boto3.resource("sqs").Queue(os.environ["APP_QUEUE"])
    queue.send_message(MessageBody="paid")
