"""
infra:
  timer:
    rate: 1 day
  size: medium
"""


def handler(event, context=None):
    return None
