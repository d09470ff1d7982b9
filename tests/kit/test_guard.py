"""What the guard sees in school Swedish, and what it lets pass. Every person here is invented."""

import time

import pytest

from schoolplan.kit.guard import Kind, look

NUMBERS = [
    ("Eleven (20120304-1234) har flyttat.", "20120304-1234"),
    ("Personnummer 120304-1234 finns i akten.", "120304-1234"),
    ("Se ärendet om 120304+1234.", "120304+1234"),
    ("Ärendet gäller 1203041234 sedan mars.", "1203041234"),
    ("Uppgiften om 201203041234 ska bort.", "201203041234"),
    ("Samordningsnummer 120364-1234 saknas i systemet.", "120364-1234"),
    ("Hon har 20120391-1234 som samordningsnummer.", "20120391-1234"),
    ("Skrivet 2012-03-04-1234 i blanketten.", "2012-03-04-1234"),
    ("Skrivet 120304 1234 i blanketten.", "120304 1234"),
    ("Skrivet 120304 - 1234 med mellanslag.", "120304 - 1234"),
    ("Skrivet 120304–1234 med tankstreck.", "120304–1234"),
    ("Tillfälligt nummer 120304-T234 används.", "120304-T234"),
    ("Tillfälligt nummer 20120304-TF12 används.", "20120304-TF12"),
    ("Numret 120304-XXXX är dolt men födelsedagen syns.", "120304-XXXX"),
    ("Numret 20120304-**** är dolt till hälften.", "20120304-****"),
]
EMAILS = [
    ("Skriv till anna.berg@motala.se om du undrar.", "anna.berg@motala.se"),
    ("Kontakt: kalle_svensson@gmail.com.", "kalle_svensson@gmail.com"),
    ("Pappan nås på a.lind@hotmail.com efter kl. 17.", "a.lind@hotmail.com"),
    ("Skickat från elev.noah@edu.motala.se i maj.", "elev.noah@edu.motala.se"),
    ("Adressen är anna.rektor@motala.se.", "anna.rektor@motala.se"),
    ("Adressen är mia.lind (at) motala.se.", "mia.lind (at) motala.se"),
]
PHONES = [
    ("Ring 070-123 45 67 om något händer.", "070-123 45 67"),
    ("Hemnumret är 0141-22 50 00.", "0141-22 50 00"),
    ("Numret 0736234567 står på lappen.", "0736234567"),
    ("Nås på +46 70 123 45 67 dagtid.", "+46 70 123 45 67"),
    ("Nås på +46701234567 dagtid.", "+46701234567"),
    ("Nås på 0046 70 123 45 67 dagtid.", "0046 70 123 45 67"),
    ("Växel 08-508 330 00 tar emot.", "08-508 330 00"),
    ("Mobilen är 070 123 45 67.", "070 123 45 67"),
    ("Mobilen är 070/123 45 67.", "070/123 45 67"),
    ("Nås på +46 (0)70 123 45 67.", "+46 (0)70 123 45 67"),
    ("Tel. 22 50 00 till expeditionen.", "22 50 00"),
]
NAMES = [
    ("Vi har följt eleven Kalle sedan hösten.", "eleven Kalle"),
    ("Eleven Zeynep Yılmaz behöver mer tid.", "Eleven Zeynep Yılmaz"),
    ("Kalle (elev i 7B) har fått en ny plats.", "Kalle (elev"),
    ("Barnet heter Alma och började i augusti.", "Barnet heter Alma"),
    ("Alvas mamma har hört av sig.", "Alvas mamma"),
    ("Mötet med Noahs vårdnadshavare blev av.", "Noahs vårdnadshavare"),
    ("Flickan Saga trivs på gården.", "Flickan Saga"),
    ("Pojken Elias har svårt att vänta på sin tur.", "Pojken Elias"),
    ("För pojken, Elias, har vi gjort en plan.", "pojken, Elias"),
    ("Två elever, Kalle och Emma, arbetar i en mindre grupp.", "elever, Kalle"),
    ("Eleverna Mohamed och Amina läser svenska som andraspråk.", "Eleverna Mohamed"),
    ("En elev som heter Liam saknar mattebok.", "elev som heter Liam"),
    ("Vi har en elev i 3B som heter Tuva Lind.", "elev i 3B som heter Tuva Lind"),
    ("En pojke vid namn Oliver kom i januari.", "pojke vid namn Oliver"),
    ("Elevens namn är Wilma.", "Elevens namn är Wilma"),
    ("Elev: Hugo Ek", "Elev: Hugo Ek"),
    ("Vårdnadshavare Maria Ek har ringt tre gånger.", "Vårdnadshavare Maria Ek"),
    ("Vårdnadshavaren Johan vill ha ett nytt möte.", "Vårdnadshavaren Johan"),
    ("Pappan till Noah är kritisk.", "Pappan till Noah"),
    ("Hon är mamma till Alma i tvåan.", "mamma till Alma"),
    ("Föräldrarna till Elsa är nöjda.", "Föräldrarna till Elsa"),
    ("Mamman Fatima deltog i samtalet.", "mamman Fatima"),
    ("Alma, en elev i trean, läser flytande.", "Alma, en elev"),
    ("Kalle, elev i 7B, har hög frånvaro.", "Kalle, elev"),
    ("Vi ser att Kalle är elev här sedan i höstas.", "Kalle är elev"),
    ("Nour, som är en elev i sexan, tolkade åt de andra.", "Nour, som är en elev"),
    ("Det gäller Kalle i 7B.", "Kalle i 7B"),
    ("Det gäller Kalle (7B) och gruppen runt honom.", "Kalle (7B"),
    ("Kalle går i 7B och trivs.", "Kalle går i 7B"),
    ("Wilma går i årskurs 3.", "Wilma går i årskurs"),
    ("Samtal med Kalle och hans föräldrar hölls i mars.", "Kalle och hans föräldrar"),
    ("Kalles åtgärdsprogram är uppföljt.", "Kalles åtgärdsprogram"),
    ("Noors frånvaro har minskat.", "Noors frånvaro"),
    ("Elias mamma har tackat för insatsen.", "Elias mamma"),
    ("Vi mötte Xhevdets mamma i aulan.", "Xhevdets mamma"),
    ("barnet alma sover dåligt", "barnet alma"),
    ("eleven kalle har slutat", "eleven kalle"),
    ("Förskolebarnet Ines behöver en vuxen nära.", "Förskolebarnet Ines"),
    ("Gymnasieeleven Amir hjälper till på fritids.", "Gymnasieeleven Amir"),
    ("Eleven K.S. har bytt klass.", "Eleven K.S"),
    ("Lillebror Ture börjar till hösten.", "Lillebror Ture"),
    ("Eleven Anna-Karin Holm har fått stöd.", "Eleven Anna-Karin Holm"),
    ("En elev (Kalle) bröt benet på rasten.", "elev (Kalle)"[:-1]),
    ("Barn som Alma behöver lugnare övergångar.", "Barn som Alma"),
    ("Elevrådsordförande Kalle har tagit upp maten.", "Elevrådsordförande Kalle"),
    ("Eleven Xhevdet Krasniqi har slutat.", "Eleven Xhevdet Krasniqi"),
    ("Kompisen Leo följde med.", "Kompisen Leo"),
    ("Vi pratade med Max pappa om läxorna.", "Max pappa"),
    ("Sonen Filip går på fritids.", "Sonen Filip"),
    ("Tjejen Leila är ny i gruppen.", "Tjejen Leila"),
]
WANTED = (
    [(Kind.IDENTITY_NUMBER, *each) for each in NUMBERS]
    + [(Kind.EMAIL, *each) for each in EMAILS]
    + [(Kind.PHONE, *each) for each in PHONES]
    + [(Kind.NAME, *each) for each in NAMES]
)

FINE = """
Rektor Anna Berg leder arbetet tillsammans med Erik Lund.
Anna i elevhälsan håller i samtalen.
Kurator Maria träffar eleverna varje vecka.
Specialpedagog Lena Holm och rektor Anna följer upp.
Vår förstelärare i matematik, Johan Ek, har handlett kollegorna.
Biträdande rektor Per Sand ansvarar för schemat.
Skolsköterskan Eva möter alla elever i årskurs 4.
Lärarna Anna och Bo delar klassen.
Anna Berg (rektor) och Bo Ek (kurator) deltog.
Mentor Kalle i 7B ringer hem vid frånvaro.
Vi har intervjuat rektor Anna Berg, elever och personal.
Elevassistenten Kim är med på rasterna.
Barnskötare Alma har gått utbildningen.
Eleverna på Björkängsskolan trivs bättre i år.
Björkängsskolans elever har högre närvaro.
Motalas elever når målen i samma grad som rikets.
Skolverket skriver att elever behöver studiero.
Enligt Lgr22 ska eleven ta ansvar för sitt lärande.
Barnet har rätt till utbildning enligt Barnkonventionen.
Elevens mamma har hört av sig.
Barnets vårdnadshavare bjuds in till samtal.
Hans mamma deltog i mötet.
Hennes föräldrar är nöjda med stödet.
Vårdnadshavare. Anna i elevhälsan håller i mötet.
Elev A och elev B arbetar i samma grupp.
Barn 1 och barn 2 har fått plats.
Elever i 7B och 8A har svarat på enkäten.
Av 78 elever i årskurs 9 nådde 61 målen.
Skolenkäten (elev åk 5) visar lägre trygghet.
I juni 2025 gick 42 elever ut årskurs 9.
Läsåret 2025-08-19–2026-06-10 har 178 skoldagar.
Mötet är 2025-06-18 kl. 08.30–09.15.
Mötet hölls 2025-01-15 1200 i aulan.
Perioden 20250819-20260610 omfattar två terminer.
Organisationsnummer 212000-1234 står på fakturan.
Skolenhetskod 12345678 gäller från 2024.
Diarienummer BUN 2025/0412 är öppet.
Andelen ökade från 0,75 till 0,82.
Resultaten 071, 072 och 073 är koder i registret.
Mellan 08-15 och 09-30 råder lugn i korridoren.
Antalet elever: 120, 134, 156 och 201.
Skriv till rektor@kommun.se om du har frågor.
Skriv till rektor.bjorkang@motala.se om du har frågor.
Frågor tas emot på info@motala.se och registrator@motala.se.
Anmälan görs till forskola-expedition@motala.se.
Pojkar presterar lägre än flickor i svenska.
Flickor i Svenska som andraspråk når längre.
Kunskaper i Engelska är höga för pojkar och flickor.
Barn och elever ska ha inflytande över sin utbildning.
Barnens Dag firas i september.
I augusti tog vi emot nya elever från Syrien och Ukraina.
Elevhälsan, elever och vårdnadshavare har medverkat.
Vårdnadshavare använder Unikum i större grad.
Vårdnadshavare Unikum Meddelanden är rubriken i systemet.
Förskolan Solen har två avdelningar.
Barnens avdelning heter Nyckelpigan.
Per elev kostar läromedlen 1 200 kronor.
Love Almqvists dikter lästes av alla elever.
Saga läses högt för barnen varje dag.
Liv och hälsa är ett tema för eleverna.
Max 24 elever i varje grupp är vårt mål.
Maj är den månad då eleverna gör nationella prov.
Eleven. Gruppen. Organisationen. Så arbetar elevhälsan.
Eleven
Kalle Anka är en seriefigur.
Läraren Anna Holm är också förälder i vår referensgrupp.
Eleverna läser Astrid Lindgren och Selma Lagerlöf i årskurs 5.
Socialtjänsten och Region Östergötland deltar i mötet.
Malmös elever jämförs med Göteborgs.
Vi mäter med Elevenkäten och Skolinspektionens Skolenkät.
Elever Sverige 75,2 % och kommunen 71,0 %.
Studiehandledare på arabiska och somaliska möter elever varje vecka.
I F–3 arbetar Anna, Bo och Eva som klasslärare.
Arbetslaget i 4–6 följer upp frånvaron varje måndag.
""".strip().split("\n")


@pytest.mark.parametrize(("kind", "text", "words"), WANTED, ids=[text for _kind, text, _words in WANTED])
def test_what_looks_like_a_person_is_pointed_out_in_its_own_words(kind, text, words):
    assert [(hit.kind, hit.words.casefold()) for hit in look(text)] == [(kind, words.casefold())]


@pytest.mark.parametrize("text", FINE)
def test_what_a_school_writes_every_day_passes(text):
    assert look(text) == ()


UNSEEN = [
    "Personnummer 120304\u200b-1234 finns.",
    "Personnummer 12\u00ad0304-1234 finns.",
    "Personnummer **120304**-1234 finns.",
    "Personnummer 120304\\-1234 finns.",
    "Personnummer 120304-\n1234 bröts av raden.",
    "Personnummer １２０３０４-１２３４ finns.",
    "Skriv till anna.berg\u200b@motala.se snart.",
    "Numret 070\u200b-123\u200945\u202f67 står här.",
    "Vi följer eleven **Kalle** noga.",
    "Vi följer eleven _Kalle_ noga.",
    "Vi följer eleven ”Kalle” noga.",
    "Vi följer eleven — Kalle — noga.",
    "Vi följer eleven\u200b\u2003Kalle noga.",
    "Klass\televen\tKalle",
    "Vi följer barnet A\u030asa noga.",
]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_a_reader_does_not_see_hides_nothing(text):
    (hit,) = look(text)
    assert text[hit.start : hit.end] == hit.words


def test_the_tables_are_large_enough_to_mean_something():
    assert len(WANTED) >= 60
    assert len(FINE) >= 60


def test_a_name_is_not_sought_across_sentences_and_lines():
    assert look("Det viktigaste är barnet.\nAlma leder arbetet.\nelever\nAnna Berg, rektor") == ()


def test_several_are_found_in_their_order_and_with_their_places():
    text = "Eleven Kalle nås på 070-123 45 67, mamman på m.lind@example.se."
    assert [(hit.words, text[hit.start : hit.end] == hit.words) for hit in look(text)] == [
        ("Eleven Kalle", True),
        ("070-123 45 67", True),
        ("m.lind@example.se", True),
    ]


def test_the_digest_is_that_of_the_words_and_not_of_how_they_are_set():
    (first,), (second,), (other,) = look("eleven  Kalle är här"), look("Eleven Kalle läser"), look("eleven Kajsa läser")
    assert first.digest == second.digest
    assert first.digest != other.digest


def test_a_long_text_is_read_in_no_time():
    text = "Eleverna på Björkängsskolan trivs, och rektor Anna Berg följer upp 87 procent av dem. " * 250
    assert len(text) > 20_000
    begun = time.process_time()
    look(text)
    assert time.process_time() - begun < 0.1  # seconds
