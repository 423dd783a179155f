"""What the name of a lift tells, in the languages of the coach: how it begins, and how fast it is.

Most lifts begin with the way down: a squat, a push-up. Others begin with the pull: a row, a curl.
A press may do either, and so its name alone tells nothing.
"""

import re
from functools import cache
from typing import Literal

FirstPhase = Literal["concentric", "eccentric"]

# Of two that a name holds, the one that comes first tells: a squat to press begins with the squat.
_DOWN = (
    # Breathing, which has a tempo but is no lift
    r"breath\w*", r"\w*atm\w*", r"respir\w*", r"souffl\w*", r"ade(m|men|mhaling)", r"дыха\w*",
    # English, and what gyms everywhere call by its English name
    r"(front |back |goblet |split |air |box )?squats?", "lunges?", "(push|press)[- ]?ups?", "dips?",
    "bench press(es)?", "incline press(es)?", "leg press(es)?", "(hip )?hinges?", "good mornings?",
    "(chest )?fl(y|ye|ie)s?", "pull-?overs?", "skull ?crushers?", "thrusters?", "pistols?",
    "rdls?", "romanian", "stiff[- ]leg", "nordic", "negatives?", "jefferson", "roll-?outs?",
    "step[- ]?downs?", "dead ?bugs?", "wall ?balls?",
    # German
    r"kniebeuge\w*", r"ausfallschritt\w*", r"liegestütz\w*", "bankdrücken", "beinpresse",
    r"hüftbeuge\w*", r"rumänisch\w*", "gestreckten? beine?n?",
    # Spanish
    "sentadillas?", "zancadas?", r"flexi(ón|ones)", "fondos", "press (de|en) banca", "prensa",
    "peso muerto (a una pierna )?rumano", "buenos días",
    # French
    "fentes?", "pompes?", "développé couché", "presse", "soulevé de terre (jambes tendues|roumain)",
    # Italian
    "affond[oi]", "piegament[oi]", "(distensioni|spinte) su panca", "panca piana", "pressa",
    "stacc(o|hi) rumen[oi]",
    # Dutch
    r"kniebuiging\w*", r"uitvalspas\w*", "opdrukken", "bankdrukken", r"roemeense\w*",
    # Portuguese
    "agachamentos?", "afundos?", "avanços?", r"flex(ão|ões)", "supino", "levantamento terra romeno",
    # Russian
    r"приседани\w*", r"выпад\w*", r"отжимани\w*", r"жим\w* л[её]жа", r"румынск\w*",
)  # fmt: skip
_UP = (
    # English, and what gyms everywhere call by its English name
    "(pull|chin|muscle|step|sit)[- ]?ups?", "(high|face) pulls?", "pull-?downs?", "rows?",
    "dead-?lifts?", "curls?", "raises?", "shrugs?", "(hip )?thrusts?", "bridges?", "crunch(es)?",
    "kick-?backs?", "leg extensions?", "reverse fl(y|ye|ie)s?", "push-?downs?",
    "(overhead|shoulder|military|strict|push|arnold|z)[- ]press(es)?", "cleans?", "snatch(es)?",
    # German
    r"klimmz[uü]g\w*", r"\w*rudern", "kreuzheben", r"\w+-?curls?", r"\w+heben", "latz(ug|iehen)",
    "(schulter|überkopf)drücken", r"\w*brücke",
    # Spanish
    "dominadas?", "remos?", "peso muerto", "elevaci(ón|ones)", "press (militar|de hombros?)",
    "empujes? de cadera", "puentes?", "jal(ón|ones)", "encogimientos?",
    # French
    "tractions?", "rowing", "tirages?", "soulevé de terre", "élévations?", "relevés?",
    "développé (militaire|épaules)", "pont",
    # Italian
    "trazion[ie]", "rematore", "stacc(o|hi)", "alzat[ae]", "lento avanti", "ponte",
    # Dutch
    "optrekken", "roeien", "heffen", "schouderpress", "brug",
    # Portuguese
    "barra fixa", "puxadas?", "remadas?", "levantamento terra", "roscas?", r"eleva(ção|ções)",
    "desenvolvimento",
    # Russian
    r"подтягивани\w*", r"тяг[аи]", r"сгибани\w*", r"подъ[её]м\w*", r"армейский жим", r"мостик\w*",
)  # fmt: skip


_BALLISTIC = (
    "swings?", "snatch(es)?", "cleans?", "jerks?", "high pulls?", "(box|squat|tuck|broad) jumps?",
    "burpees?", "slams?",
    "balanceos?", "arrancadas?", "cargadas?", "arrach[ée]s?", "épaulés?", "strapp[oi]", "girat[ae]",
    "reißen", "umsetzen", "stoßen", "arremessos?", "рыв(ок|ки)", "махи? гир", "толч(ок|ки)",
)  # fmt: skip
_GENTLE = ("arms?", "legs?", "side", "arme?", "beine?", "brazos?", "piernas?", "jambes?", "bras")
"""What is swung to loosen it."""


def first_phase(name: str) -> FirstPhase | None:
    """The phase that a rep of the lift begins with; None where its name does not tell."""
    found = _pattern().search(name)
    if not found:
        return None
    return "eccentric" if found["down"] else "concentric"


def is_ballistic(name: str) -> bool:
    """Whether the name is that of a lift with all one's speed, as a swing or a clean."""
    lifts, gentle = _ballistic()
    return bool(lifts.search(name)) and not gentle.search(name)


@cache
def _ballistic() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lifts, gentle = (rf"\b({'|'.join(words)})\b" for words in (_BALLISTIC, _GENTLE))
    return re.compile(lifts, re.IGNORECASE), re.compile(gentle, re.IGNORECASE)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b((?P<down>{'|'.join(_DOWN)})|{'|'.join(_UP)})\b", re.IGNORECASE)
