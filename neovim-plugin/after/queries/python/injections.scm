; extends
; The fragment in a docstring is YAML: the docstring of a module, class or function that has a line `infra:`.
((expression_statement
  .
  (string
    (string_content) @injection.content))
  (#match? @injection.content "\\v(^|\\n)\\s*[\"']?infra[\"']?\\s*:")
  (#set! injection.language "yaml")
  (#set! injection.include-children))
