"""
infra:
  type: endpoint
  method: GTE
  path: basket
  auth: public
  parameters: []
  permissions:
  - dyanmodb:GetItem
  - sqs:SendMessage
"""

import os


def handler(event, context=None):
    return os.environ["APP_QEUE"], os.environ["STRIPE_KEY"]
