"""Rule by rule: which words of a sentence the guard takes for a name. [Brackets] stand around what it must find."""

import re

import pytest

from verhaal.privacy.guard import Kind, Known, Tone, find

NOTHING = Known()
FOUND = re.compile(r"\[([^]]+)\]")


def names(text: str, known: Known = NOTHING) -> list[str]:
    return [hint.words for hint in find(text, known) if hint.kind is Kind.NAME]


def check(marked: str, known: Known = NOTHING) -> None:
    assert names(FOUND.sub(r"\1", marked), known) == FOUND.findall(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Op dinsdag kwam [Aylin] langs met haar moeder.",
        "Vandaag hielp [Wojciech Nowak] met de verhuizing.",
        "De vader van [Youssef] en de oma van [Lotte] praatten.",
        "Met [Tesfay], [Mehret] en [Oleksandr] naar het strand.",
        "Ik dronk thee bij [Shanti Ramdin].",
        "Toen [Abdirahman] binnenkwam werd het stil.",
        "We hebben [Churandy Martina] gebeld.",
        "Daarna deed [Soerjo Kromodimedjo] het woord.",
        "Het idee kwam van [Nour al-Khatib].",
        "Gisteren [Fatma] gesproken over de huur.",
        "Samen met [Özlem] en [Zbyszek] gekookt.",
    ],
)
def test_a_first_name_within_a_sentence(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "[Fatma Yıldız-de Wit] kwam langs.",
        "Ik sprak [Jan van der Meulen] bij de lift.",
        "Met [Khadija El Amrani] naar de markt.",
        "[Ahmed Ould Mohamed] is verhuisd.",
        "[Anne-Marie de Jong-Bakker] belde.",
        "Hij noemde [Mohamed Ben Ali] en [Jamal Ait Haddou].",
        "Gisteren was [Roos in 't Veld] er weer.",
        "[J. de Boer] heeft getekend.",
        "We zagen [A.M. Jansen] fietsen.",
        "Haar buurman is [Willem van den Heuvel].",
        "[Maria da Silva Santos] zong.",
    ],
)
def test_a_name_is_found_whole(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Mevrouw [de Vries] kreeg bloemen.",
        "Ik ging met meneer [Bakker] naar de bank.",
        "Dhr. [J. de B]. was boos.",
        "Mevr. [K]. belt morgen.",
        "Tante [Roos] kookte voor de hele flat.",
        "Buurvrouw [Fatma] en buurman [De Jong] praten weer.",
        "De heer [Van Dalen] en mevrouw [Koning] dansten.",
        "Oma [Truus] was er ook, met opa [Wil].",
        "Juf [Iris] las voor en meester [Groen] luisterde.",
        "Familie [Zonneveld] verhuist.",
        "Het gezin [Haile] kreeg de sleutel.",
        "Zijn zoon [Daan] en haar dochter [Luwam] speelden.",
        "Een vrouw, mevrouw [Zwaan], kwam kijken.",
        "MEVROUW [JANSEN] belde.",
    ],
)
def test_after_a_title_or_a_role_stands_a_name(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "Ik sprak buurvrouw [fatma] in de lift.",
        "Gisteren was meneer [yilmaz] er weer.",
        "mevrouw [de vries] was er ook.",
        "Morgen komt tante [roos] langs.",
        "Zijn zoon [ahmed] doet mee.",
        "gisteren met [fatima] gepraat over school",
        "vandaag [yonas] gezien, ging goed",
    ],
)
def test_names_in_small_letters(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "[Roos] vertelde over haar moeder.",
        "[Mark] belde dat hij later kwam.",
        "[Wil] zei niets.",
        "[Kees] liep mee naar huis.",
        "[Iris], die pas hier woont, bakte een taart.",
        "[Daan] was er niet.",
        "[Storm] vroeg of hij mocht helpen.",
        "[Merel] en [Bas] ruimden op.",
        "[Roos de Wit] is er vaak.",
        "Daarna kwam [Roos] binnen.",
        "Ik gaf [Mark] de sleutel.",
        "Dat zei [Bram] ook.",
        "[Joy] hielp in de keuken.",
    ],
)
def test_a_name_that_is_a_word_too(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "text",
    [
        "Wil je koffie? vroeg ik.",
        "Roos en tulpen stonden op tafel.",
        "Mark op de kalender wanneer het is.",
        "Lente in de wijk, en iedereen is buiten.",
        "Sterk werk van de vrijwilligers.",
        "Door de regen kwam niemand.",
        "Lieve mensen, dank jullie wel.",
        "Buurtmoestuin open op zaterdag.",
        "Even later stond de zaal vol.",
        "Storm op komst, dus alles naar binnen.",
        "Bloemen planten met de hele straat.",
    ],
)
def test_a_word_that_is_a_name_too(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "marked",
    [
        "[Ahmed]s moeder kwam mee.",
        "[Fatma]'s dochter helpt.",
        "[Hans]' fiets is weg.",
        "De fiets van [Aylin]s broer is gestolen.",
        "Het is [Naima]’s beurt.",
    ],
)
def test_a_possessive_is_not_part_of_the_name(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize(
    "text",
    [
        "In de Van Dijkstraat en de Willem de Zwijgerlaan staan nieuwe bankjes.",
        "Op het Anne Frankplein was markt.",
        "De Jan van Galenstraat is opgebroken.",
        "Van het Nelson Mandelapark naar de Titus Brandsmaschool.",
        "De bewoners van de Fatimastraat en het Wilhelminaplein.",
        "Bij de Johan Cruijff Arena en de Albert Schweitzerschool.",
        "De Burgemeester van Grunsvenlaan krijgt bomen.",
        "Het Piet Heinplein en de Prins Hendrikkade.",
        "Langs de Marie Curie flat.",
        "In het Máximapark en het Julianapark.",
        "Op de Maria van Bourgondiëlaan is een lek.",
        "De Anna Bijnsbuurt viert feest.",
    ],
)
def test_streets_and_squares_named_after_people_are_left_alone(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Stichting Fatima gaf geld, net als het Oranje Fonds en Humanitas.",
        "In buurthuis De Roos, café Marie en basisschool Ibn Khaldoun.",
        "Van woningcorporatie Ymere tot Eigen Haard.",
        "Moskee Al Fath en de Maria Magdalenakerk.",
        "We deden boodschappen bij Albert Heijn en de Lidl.",
        "Een bericht via WhatsApp, Facebook of Teams.",
        "Sinterklaas, Koningsdag, Keti Koti, het Suikerfeest en Divali.",
        "Zij spreekt Tigrinya, Arabisch, Turks en Pools.",
        "Een Syrische vrouw en een Surinaamse man uit Paramaribo.",
        "De Marokkaanse moeders en de Oekraïense vaders.",
        "In Lombok, Kanaleneiland, Ondiep en de Schilderswijk.",
        "Op maandag in Januari en op Vrijdag in mei.",
        "De GGD, de IND en het UWV belden.",
        "De Participatiewet en de Wmo helpen niet.",
        "Het Leger des Heils en het Rode Kruis delen eten uit.",
        "Burgemeester Halsema en wethouder De Vries kwamen kijken.",
        "Het project Samen Sterk en de cursus Taal aan Zee.",
        "De Week van de Eenzaamheid en de Nationale Burendag.",
        "De Roos is dicht en het Anker is open.",
        "Met de Turkse moeders van De Regenboog.",
        "Ze komt uit Aleppo, hij uit Asmara, en zij uit Nador.",
        "Koning Willem-Alexander en prinses Beatrix.",
        "Ons team van Dynamo en de jongens van Ajax.",
        "De opbouwwerker, de huismeester en de Jongerenraad.",
        "Met de Ramadan-iftar en het Kerst-ontbijt.",
    ],
)
def test_organisations_feasts_languages_and_brands_are_left_alone(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "marked",
    [
        "We zagen [Qzorbat] bij de lift.",
        "[Xhwolani] kwam ook.",
        "Het gesprek met [Ghezaba] ging goed.",
    ],
)
def test_an_unknown_word_with_a_capital_is_perhaps_a_name(marked: str) -> None:
    check(marked)
    assert {hint.tone for hint in find(FOUND.sub(r"\1", marked))} == {Tone.SOFT}


@pytest.mark.parametrize(
    "marked",
    [
        "[El Amrani] had een vraag.",
        "Gisteren sprak ik [Van Dijk] over de lift.",
        "Volgens [Van der Meer] is het opgelost.",
        "[Van Dijk] belde nog.",
        "Met [Ait Haddou] geregeld.",
        "[Yılmaz] kwam met zijn zoon.",
        "Toen [Kowalska] belde was het al laat.",
    ],
)
def test_a_surname_alone(marked: str) -> None:
    check(marked)


def test_what_is_known_is_left_alone() -> None:
    known = Known(
        places=("Zwanenkwartier", "De Fatima"),
        organisations=("Stichting Qzorbat", "Woonstichting Elders"),
        people=("Joost Bakker", "Naima El Idrissi"),
    )
    check("In het Zwanenkwartier en bij De Fatima.", known)
    check("Qzorbat betaalt, en Stichting Qzorbat ook; Woonstichting Elders niet.", known)
    check("Met Joost Bakker en Naima op pad. Joost reed.", known)
    check("Naima El Idrissi hielp mee, en Naima’s collega.", known)


def test_a_resident_with_the_name_of_a_colleague_is_found() -> None:
    known = Known(people=("Joost Bakker",))
    check("Mevrouw [Bakker] en [Joost de Wit] kwamen.", known)


def test_a_hint_says_where_it_stands() -> None:
    text = "Héél 😀 blij was Fatma."
    (hint,) = find(text)
    assert text[hint.start : hint.end] == hint.words == "Fatma"
    assert (hint.kind, hint.tone) == (Kind.NAME, Tone.FIRM)


@pytest.mark.parametrize(
    "marked",
    [
        "**Mevrouw** *[de Vries]* en _[Roos]_ waren er.",
        "*[Mark]* belde.",
        "- [Ahmed]: verhuisd\n- [Yonas]: taalles",
        "> ‘[Selam] kookt,’ zei ze.",
        "1. [Fatma]\n2. [Oleksandr]",
        "Mevrouw\u00a0[Bakker] zong.",
        "Ik zag [O\u0308zlem] lopen.",
    ],
)
def test_names_between_the_signs_of_markdown(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "A", "'", "van", "Van", "mevrouw", "De", "-", "😀"])
def test_nothing_comes_of_nothing(text: str) -> None:
    assert find(text) == []
