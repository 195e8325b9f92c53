"""Services that answer on this machine as the real ones do, with their limits and oddities.

Everything they tell is made up for the tests: names, codes and places are fictitious, nothing
was captured from a real service. ``python -m tests.fake_services`` runs them for a person.
"""
