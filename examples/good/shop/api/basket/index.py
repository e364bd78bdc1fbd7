"""
infra:
  type: endpoint
  method: GET
  path: basket
  auth: private
  parameters:
  - id
  permissions:
  - dynamodb:GetItem
  layers:
  - pyyaml
"""

import os

import boto3


def handler(event, context=None):
    table = boto3.resource("dynamodb").Table(os.environ["APP_TABLE"])
    return table.get_item(Key={"pk": "BASKET", "sk": event["queryStringParameters"]["id"]})
