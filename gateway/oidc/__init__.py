"""Signing in with an OpenID Connect provider (decision 0021): the code flow with PKCE, state and nonce, always.

    settings   which provider, from the environment     provider   what the provider says, and whether to believe it
    sealed     what a browser carries for us, unread    pages      the way there and back, and the second factor
"""
