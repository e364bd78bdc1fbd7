"""
infra:
  type: worker
  event:
    type: table
    pattern:
      detail:
        eventName:
        - INSERT
  timeuot: 60
"""

import os


def handler(event, context=None):
    return os.environ.get("APP_QUEUE")
