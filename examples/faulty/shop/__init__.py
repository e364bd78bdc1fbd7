"""
infra:
  api: {}
  queue: {}
"""
