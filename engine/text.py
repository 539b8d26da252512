"""What a person reads, in both languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Chinese and English. Neither is a key; both are shown."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The sentence in ``language`` ("zh…" or "en…"); an empty English one falls back to Chinese."""
        return (self.en or self.zh) if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return f"{self.zh} ({self.en})" if self.en and self.en != self.zh else self.zh
