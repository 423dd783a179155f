"""What can be chosen: a voice as `audiocoach voices` lists it. Engines and plugins make them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offer:
    """One voice: what follows `--voice ENGINE:`, and as much of it as is known."""

    name: str
    languages: tuple[str, ...] = ()
    """BCP 47 tags, the first its own: `("en-us", "en")`."""
    gender: str = ""
    """`female`, `male`, or nothing."""
    title: str = ""
    """What people call it: `English (America)`."""

    @property
    def language(self) -> str:
        """Its own, or nothing."""
        return next(iter(self.languages), "")

    def speaks(self, language: str) -> bool:
        """Whether it is of that language: `de-at` is of `de`, and `de` is not of `de-at`."""
        wanted = tag(language)
        return any(f"{tag(own)}-".startswith(f"{wanted}-") for own in self.languages)


def tag(language: str) -> str:
    """`en_US` as `en-us`."""
    return language.strip().lower().replace("_", "-")
