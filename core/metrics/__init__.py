"""Counting what happens, at almost no cost, in every process: requests, jobs, mails, failures."""
