"""The one way the pure parts of data production say no."""


class FailedClosed(Exception):
    """Production stops here, because the safe condition could not be shown.

    `code` is stable and meant for programs; `detail` is a sentence for the operator. Neither ever holds a value that
    identifies a patient: both end up in logs and in release records.
    """

    def __init__(self, code: str, detail: str):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
