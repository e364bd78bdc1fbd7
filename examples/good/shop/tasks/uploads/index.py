"""
infra:
  type: worker
  event:
    type: bucket
    pattern:
      detail:
        object:
          key:
          - prefix: uploads/
  permissions:
  - s3:GetObject
  timeout: 60
"""

import os

import boto3


def handler(event, context=None):
    bucket = boto3.resource("s3").Bucket(os.environ["APP_BUCKET"])
    return bucket.Object(event["detail"]["object"]["key"]).get()
