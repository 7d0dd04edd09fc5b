"""The door to the outside: the server, the worker, commands for whoever runs the site."""
