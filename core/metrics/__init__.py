"""Counters that any code can use, cheap, shared by the processes of a machine.

:mod:`core.monitoring` serves them, with what it reads from the database.
"""
