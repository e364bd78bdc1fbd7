"""
infra:
  events:
  - name: ordered
    source: {name: shop, type: table}
    pattern:
      eventName: [INSERT]
  indexes:
  - name: by-customer
    type: S
    table: shop
"""


def handler(event, context=None):
    return None
