; extends
; The fragment in a docstring is YAML: a string on its own that begins with `infra:`, or has it at the start of a line.
((expression_statement
  .
  (string
    (string_content) @injection.content))
  (#lua-match? @injection.content "^infra%s*:")
  (#set! injection.language "yaml")
  (#set! injection.include-children))

((expression_statement
  .
  (string
    (string_content) @injection.content))
  (#lua-match? @injection.content "\n%s*infra%s*:")
  (#set! injection.language "yaml")
  (#set! injection.include-children))
