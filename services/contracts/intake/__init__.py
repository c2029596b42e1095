"""The language of intake: people, organisations, catalogue, enquiries, applications, correspondence."""

from .application import *  # noqa: F403
