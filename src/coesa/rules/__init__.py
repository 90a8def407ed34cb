"""The rules: a file a family, a function a rule, named as the sentence that must hold."""
