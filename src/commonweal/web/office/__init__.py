"""
The office: pages on which an officer enters something, signed in, with the event that says so.

In: what officers send. Out: changes of the record, each with an event that names the officer's key.
Neighbours: `accounts` knows officers, `portfolio` takes files of support in, `doors` keeps others out.
"""
