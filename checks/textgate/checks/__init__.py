"""The catalogue: one file per check. check.py has the contract."""
