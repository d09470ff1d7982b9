"""What the guard knows: first names in use in Sweden, and what schools call children, their families and their staff."""

from pathlib import Path

_FILE = Path(__file__).with_name("first_names.txt")

# The most used first names of children and adults in Sweden, and what they are called for short.
FIRST_NAMES = frozenset(_FILE.read_text(encoding="utf-8").casefold().split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# First names that are also common words: a capital letter alone does not make them names where a sentence begins.
ALSO_WORDS = _words(
    "april august bill bo bror dag dan dina ester hans iris juli juni kent kim lage li liv lo lou lova love maj malva mark max "
    "mina my nova ola penny per rosa saga sam siv sol sten stig tim tindra tom tor uno viola vår"
)

CHILD = _words(
    "elev eleven elevens barnet barnets flicka flickan flickans pojke pojken pojkens tjej tjejen tjejens kille killen killens "
    "tvillingen klasskamraten skolkamraten lekkamraten kompisen elevrådsordförande elevrådsordföranden elevrådsrepresentant "
    "elevrådsrepresentanten elevskyddsombud elevskyddsombudet"
)
# Words of a family in which one person is meant.
RELATIVE = _words(
    "mamma mamman mammas pappa pappan pappas mormor morfar farmor farfar styvmamma styvpappa bonusmamma bonuspappa son sonen "
    "dotter dottern bror brodern syster systern lillebror storebror lillasyster storasyster tvillingbror tvillingsyster målsman "
    "fostermamma fosterpappa familjehemsmamma"
)
GUARDIAN = _words("vårdnadshavare vårdnadshavaren vårdnadshavarens förälder föräldern förälderns")
CHILDREN = _words(
    "barn elever eleverna flickor flickorna pojkar pojkarna tjejer tjejerna killar killarna barnen syskon syskonet syskonen "
    "tvillingar tvillingarna föräldrar föräldrarna vårdnadshavarna kompisar kompisarna bröderna systrarna"
)
FAMILY = RELATIVE | GUARDIAN | _words("föräldrar föräldrarna vårdnadshavarna syskon syskonet syskonen familj")
# What is kept about one pupil: beside a name it tells of that pupil.
RECORDS = _words(
    "frånvaro skolfrånvaro diagnos adhd autism dyslexi betyg åtgärdsprogram utredning anpassningar elevakt modersmål "
    "skyddsbehov kränkningsärende kränkningsanmälan orosanmälan"
)
# The end of a longer word for a child: förskolebarnet, gymnasieeleven, klasskompisen.
CHILD_ENDINGS = ("eleven", "elevens", "barnet", "barnets", "flickan", "pojken", "kompisen")

STAFF = _words(
    "rektor rektorn rektorer skolledare skolledaren skolchef skolchefen verksamhetschef verksamhetschefen förvaltningschef "
    "förvaltningschefen områdeschef chef chefen lärare läraren lärarna klasslärare klassläraren ämneslärare speciallärare "
    "specialläraren specialpedagog specialpedagogen förstelärare försteläraren utvecklingslärare modersmålslärare "
    "modersmålsläraren idrottslärare idrottsläraren slöjdlärare mattelärare svensklärare mentor mentorn mentorerna kurator "
    "kuratorn skolkurator skolkuratorn skolsköterska skolsköterskan skolläkare skolläkaren psykolog psykologen skolpsykolog "
    "skolpsykologen logoped logopeden pedagog pedagogen pedagogerna förskollärare förskolläraren barnskötare barnskötaren "
    "fritidspedagog fritidspedagogen fritidslärare fritidsledare elevassistent elevassistenten elevcoach assistent assistenten "
    "resurspedagog lärarassistent socialpedagog socialpedagogen samordnare samordnaren utvecklingsledare utvecklingsledaren "
    "administratör administratören vaktmästare vaktmästaren kock kocken syv vägledare vägledaren "
    "studievägledare yrkesvägledare vikarie vikarien handledare handledaren arbetslagsledare bibliotekarie bibliotekarien "
    "skolbibliotekarie skolbibliotekarien processledare koordinator kontaktperson socialsekreterare socialsekreteraren "
    "nämndordförande ordförande förvaltningsjurist it-tekniker kollegan kollegorna"
)

# Local parts of addresses that belong to a post, a unit or a service.
FUNCTIONS = _words(
    "rektor rektorsexp expedition exp skola skolan skolor forskola forskolan fritids fritidshem info information kontakt "
    "kontakta kommun kommunen kommunikation kansli registrator diarium dataskydd dpo support helpdesk servicedesk kundtjanst "
    "kontaktcenter kontaktcentrum medborgarservice bildning bildningsnamnden bun utbildning utbildningsforvaltningen "
    "barnochutbildning namnd forvaltning elevhalsa elevhalsan halsa kurator syv larare personal admin noreply webmaster "
    "bibliotek skolbibliotek skolskoterska skolmaltid kost bemanning vikarie avdelning antagning skolskjuts skolchef"
)

# Capitalised words that may stand beside a word for a child and are no names.
NOT_NAMES = _words(
    "januari februari mars april maj juni juli augusti september oktober november december måndag tisdag onsdag torsdag fredag "
    "lördag söndag vt ht svenska engelska matematik matte idrott musik bild slöjd teknik kemi fysik biologi historia geografi "
    "religion samhällskunskap spanska franska tyska arabiska somaliska sverige riket europa norden syrien ukraina somalia "
    "afghanistan irak iran eritrea turkiet finland unikum infomentor vklass teams google classroom chromebook ipad edlevo "
    "legimus inläsningstjänst studybee skola24 lgr lpfö skollagen läroplanen skola skolan förskola förskolan fritidshem fritids "
    "huvudman huvudmannen kommun kommunen rektor lärare personal mentor ja nej antal andel procent totalt summa datum namn år "
    "klass grupp årskurs åk alla ingen inga vi de den det en ett och i på för att som med utan inom under när där hur vad vem "
    "vilka varje har är var kan ska får blir samt även men eller också inte här vid till från av om"
)
NOT_NAME_ENDINGS = (
    "skola",
    "skolan",
    "skolans",
    "verket",
    "verkets",
    "gården",
    "kommun",
    "kommuns",
    "inspektionen",
    "nämnden",
    "förvaltningen",
    "hälsan",
    "teamet",
    "enheten",
    "centrum",
    "planen",
    "lagen",
    "boken",
    "klassen",
    "huset",
    "dagen",
    "veckan",
    "enkäten",
    "området",
    "programmet",
    "rådet",
    "universitetet",
    "institutet",
    "myndigheten",
    "tjänsten",
    "samtal",
    "samtalet",
    "möte",
)
