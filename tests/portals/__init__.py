"""What consumers make of our files: their own programs, started here (`make portal-test`).

They run in an environment of their own, because CKAN and mlcroissant bring a hundred packages that
nothing else here needs.
"""
