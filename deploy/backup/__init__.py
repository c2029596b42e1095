"""Backup and restore of one Haven, while it runs: see docs/decisions/0014.

    cut       one instant for all five databases: nobody has heard what its source has not yet said
    dumps     each database as it was at that instant, into a file, and back
    files     which files of the run folder belong to it
    archive   one file with all of it, each part with its hash; and its manifest
    sealed    that file under a passphrase
    take      `haven backup`
    restore   `haven restore`
    heal      what a restored Haven must be told before it starts
"""
