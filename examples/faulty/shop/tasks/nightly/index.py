"""
infra:
  type: timer
  event:
    rate: 2 hour
"""

def handler(event, context=None):
    pass
