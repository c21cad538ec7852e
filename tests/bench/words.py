"""Dutch-looking text by the law of Zipf: a few words stand everywhere, thousands almost nowhere; by a seed."""

import itertools
import random

COMMON = "buurvrouw"  # in one of ten
RARE = "zonnewijzer"  # planted in one of a thousand
PHRASE = "sleutel van de poort"  # planted in one of a hundred; its words stand elsewhere too

_SMALL = """
de het een en van in dat niet is op te ze er met voor we die was aan om maar zijn ook als nog naar hebben bij dan
uit over heeft hij had wat door meer wel nu tot toen kan zo of al deze weer haar zelf iets hun zonder worden wordt
waren heel samen alle elke daar hier iedereen niemand omdat terwijl daarna vorige volgende eerst later vandaag
morgen straks even altijd soms nooit steeds bijna gewoon vooral juist toch mijn ons onze jullie wie waar hoe wanneer
waarom twee drie vier vijf
"""
_VERBS = """
komt kwam gaat ging zegt zei vraagt vroeg helpt hielp maakt maakte kookt kookte belt belde loopt liep zit zat staat
stond vindt vond brengt bracht haalt haalde begint begon blijft bleef leert leerde regelt regelde deelt deelde wacht
wachtte luistert luisterde vertelt vertelde zoekt zocht opent opende sluit sloot plant plantte speelt speelde zingt
zong
"""
_NOUNS = """
buurvrouw buurman bewoner wijk buurt straat plein tuin keuken koffie thee soep huis kamer deur portiek flat trap
balkon moeder vader kind jongere meiden jongens oma opa groep ochtend middag avond week maand jaar school les taal
cursus vrijwilliger collega gemeente woningbouw huisarts wijkagent bibliotheek sleutel poort fiets bus markt moskee
kerk feest maaltijd tafel stoel muur verf plant boom geveltuin speeltuin zaal inloop spreekuur formulier brief
schuld werk stage
"""
_TRAITS = """
nieuw oud klein groot stil druk warm koud moe blij boos trots bang open dicht eigen vrij lang kort goed
"""
_FIRST = """
buurt wijk straat plein tuin keuken koffie thee soep kook taal lees speel school jeugd jongeren ouderen vrouwen
mannen moeder vader oma opa buren bewoners huis huur flat portiek trap balkon gevel boom bloemen groente fiets loop
wandel sport voetbal dans muziek zang naai brei hout verf kleding speelgoed boeken eet ontbijt avond ochtend middag
zomer winter herfst lente zaterdag vrijdag feest straatfeest markt rommel afval schuld geld werk zorg rouw praat bel
hulp
"""
_SECOND = """
groep clubje tafel kring middag ochtend avond uur dag week plek ruimte zaal kamer hoek kast bank tas plan idee vraag
gesprek verhaal brief lijst kaart sleutel deur raam muur tuin moestuin keuken les cursus training school project
festival wedstrijd toernooi tocht wandeling maaltijd lunch soep taart recept kraam winkel ruil beurs fonds pot kas
team ploeg maatje hulp steun ambassadeur vrijwilliger coach mentor docent bezoek overleg bijeenkomst vergadering
"""


class Teller:
    """Sentences, titles and short phrases, from a generator with a seed."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.words = rng, vocabulary()
        self.weights = list(itertools.accumulate((rank + 3) ** -1.2 for rank in range(len(self.words))))

    def some(self, number: int) -> list[str]:
        return self.rng.choices(self.words, cum_weights=self.weights, k=number)

    def phrase(self, number: int) -> str:
        text = " ".join(self.some(number))
        return text[0].upper() + text[1:]

    def text(self) -> str:
        """Two paragraphs of three to five sentences; now and then with what a search looks for."""
        sentences = [self.phrase(self.rng.randint(6, 14)) + "." for _sentence in range(self.rng.randint(6, 10))]
        if self.rng.random() < 0.01:
            sentences.insert(2, f"De {PHRASE} hing er weer.")
        if self.rng.random() < 0.001:
            sentences.insert(3, f"Iemand bracht een {RARE} mee.")
        middle = len(sentences) // 2
        return " ".join(sentences[:middle]) + "\n\n" + " ".join(sentences[middle:])


def vocabulary() -> list[str]:
    """Some 5,000 words from frequent to rare: small words, then everyday ones, then compounds in a fixed disorder."""
    kinds = itertools.zip_longest(*(words.split() for words in (_NOUNS, _VERBS, _TRAITS)))
    everyday = [word for words in kinds for word in words if word]
    compounds = sorted({first + second for first in _FIRST.split() for second in _SECOND.split() if first != second})
    random.Random(7).shuffle(compounds)  # noqa: S311  (nothing secret)
    return list(dict.fromkeys([*_SMALL.split(), *everyday, *compounds]))
