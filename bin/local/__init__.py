"""What the commands in bin/ do: set up this checkout and run it on one machine, with the standard library only.

Nothing here is used in production. Each door is a module with ``main(arguments) -> exit code``.
"""
