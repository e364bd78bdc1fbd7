"""
infra:
  type: endpoint
  method: GET
  path: ping
  auth: public
  parameters: []
"""

def handler(event, context=None):
    return {"statusCode": 200, "body": "pong"}
