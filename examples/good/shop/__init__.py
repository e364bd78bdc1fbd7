"""
infra:
  api: {}
  bucket:
    public: false
  queue:
    batch-size: 5
  table:
    indexes:
    - name: owner
      type: S
"""
