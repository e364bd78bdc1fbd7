"""
infra:
  type: worker
  event:
    type: queue
    pattern:
      detail:
        kind:
        - invoice
  permissions:
  - ses:SendEmail
"""

import os


def handler(event, context=None):
    return os.environ["STRIPE_KEY"]
