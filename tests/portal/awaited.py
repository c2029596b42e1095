"""Commands that have no page yet, by the area of the API. Whoever makes the page takes the name out."""

AWAITED = frozenset({
    # Accounts


    # Organisations and catalogue
    # Enquiries
    # Applications
    # Review
    # Agreements

    # Provisioning


    # Audit


    # Operations

})  # fmt: skip
# Addresses that every page names already.
AWAITED_ADDRESSES: frozenset[str] = frozenset()
