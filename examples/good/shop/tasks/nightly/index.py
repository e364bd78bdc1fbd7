"""
infra:
  type: timer
  event:
    rate: 24 hours
"""

def handler(event, context=None):
    pass
