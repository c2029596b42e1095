"""The way in: HTTP for people and programs, in front of the five services. It owns no business data and no rule.

It finds out who is asking, turns a request into one message of the contracts, asks the service that owns the message,
and turns its answer or refusal into HTTP. Screens that need several services are composed in parallel, and say
honestly which part is resting when one is.

    config     settings, from the environment          identity   who is asking
    bus/       the client of the message bus           errors     refusal or failure -> problem details
    api/       the routes, as a table                  compose    one function per screenful
    uploads    files in and out, by their SHA-256      app        all of it together
"""
