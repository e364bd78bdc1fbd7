# Turns the schemas and the IAM actions into constants that the binary carries (library paas-data).
