"""The rules: one function each, named as the sentence that must hold.

Read in this order: `places` (how a rule finds and names what is wrong), `descriptor`, `cells`,
`keys`, `schemes`, `minted` (IRIs), `ledger`, `claims`, `equations`, `identities`, `errata`,
`structures` and `observations` (Data Cube), `shapes` (SHACL), `package` (frictionless).
`coesa.validate` runs them, in stages.
"""
