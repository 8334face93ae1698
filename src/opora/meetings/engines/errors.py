"""What a video server answers when it does not do what it was asked for."""


class EngineError(Exception):
    """``code``: «away» (nobody answers by this interface), «secret», «absent» (no such room), its own.

    Its words go to the page of the specialist and into ``opora check``, never an address with a secret.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code

    @property
    def is_away(self) -> bool:
        return self.code == "away"
