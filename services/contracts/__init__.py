"""The published language: every command, query, event and view that crosses the bus, one module per owning service.

To add a message: write one frozen, keyword-only dataclass in the module of the service that owns the word. A command is
an order (`SubmitApplication`), a query asks (`ReadCase`), an event is history (`ApplicationSubmitted`). Its schema is
derived by `wire`; a sample of every event ever published is kept under tests/contracts/samples and must load for ever.
Adding an optional field is free; anything else is a new event.
"""
