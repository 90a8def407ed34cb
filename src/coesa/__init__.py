"""Publish the annual implementation report of a cohesion-policy programme as open data.

Read in this order: `model` (the nouns), `read` (a folder to a Publication), `statements` (what a
row states), `tables` (rows as triples), `validate`, `build`, `write`, `cli`.
"""
