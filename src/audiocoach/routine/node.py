"""What every part of a routine is: frozen, without keys that it does not know, with its line."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audiocoach.errors import Where
from audiocoach.routine.values import WHERE_KEY


class Node(BaseModel):
    """A mapping in a routine's file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    where: Annotated[Where, Field(alias=WHERE_KEY)]
