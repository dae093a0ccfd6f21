"""One module a command. `arguments(parser)` says what it takes; `run(asked)` does it and gives the code."""
