"""Words people use, in French and English, for our fields, kinds and themes.

Headers and values are compared folded: no accent, no case, letters and digits only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from animmap.core.cleaning import fold

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return the folded words of a header or value, one space between them.

    Examples
    --------
    >>> plain("Code_Postal *"), plain("address.postalCode"), plain("N° SIRET")
    ('code postal', 'address postal code', 'n siret')
    """
    return " ".join(re.findall(r"[a-z0-9]+", fold(_CAMEL.sub(" ", text).replace("°", " "))))


# What is drawn by a voice: it has no kind, a college instead, and a reason for a description.
SKETCH = "sketch"
# Field → headers; those of ``name`` come from the surest to the vaguest.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "nom de la structure", "nom structure", "structure", "raison sociale", "denomination",
        "nom de l association", "nom association", "association", "organisme", "organisation",
        "organization", "organisation name", "organization name", "nom de l organisme",
        "nom organisation", "entreprise", "nom de l entreprise", "societe", "company", "enseigne",
        "nom complet", "nom usuel", "nom de l acteur", "nom acteur", "acteur", "nom du lieu",
        "nom lieu", "nom de la ressource", "ressource", "nom vernaculaire", "nom francais",
        "espece", "species", "nom site", "sitename", "site name", "nom officiel", "full name",
        "toponyme", "libelle", "intitule", "label", "titre", "title", "designation", "name",
        "nom", "lieu",
    ),
    "first_name": ("prenom", "first name", "firstname", "given name", "prenom contact",
                   "prenom du contact"),
    "last_name": ("nom de famille", "last name", "lastname", "surname", "family name"),
    "description": (
        "description", "descriptif", "desc", "presentation", "objet", "objet social", "resume",
        "abstract", "summary", "commentaire", "commentaires", "comment", "comments", "notes",
        "note", "remarque", "remarques", "observation", "observations", "activite", "activites",
        "details", "detail", "missions", "mission", "about", "cmt", "raison", "raisons", "reason",
        "pourquoi", "why", "motif", "justification",
    ),
    "kind": (
        "type", "categorie", "category", "categories", "kind", "nature", "forme juridique",
        "statut juridique", "legal form", "type de structure", "type structure", "type d acteur",
        "type acteur", "famille", "famille ess", "forme", "nature juridique",
        "categorie juridique", "statut",
    ),
    "themes": ("themes", "theme", "thematiques", "thematique", "domaines", "domaine",
               "domaine d activite", "secteur", "secteur d activite", "tags", "mots cles",
               "keywords", "topics", "topic"),
    "college": ("college", "colleges", "groupe", "group", "nom du college", "college name",
                "stakeholder group"),
    "address": (
        "adresse", "address", "adresse postale", "adresse complete", "rue", "street", "voie",
        "street address", "address street address", "adr", "adresse 1", "numero et voie",
        "siege social", "adresse du siege", "full address",
    ),
    "postcode": ("code postal", "cp", "codepostal", "postcode", "post code", "zip", "zip code",
                 "zipcode", "postal code", "postalcode", "codpost", "address postal code"),
    "commune": (
        "commune", "ville", "city", "town", "municipality", "localite", "libelle commune",
        "nom commune", "nom de la commune", "nom de commune", "municipalite", "libcommune",
        "address address locality", "nom com", "commune siege",
    ),
    "commune_code": (
        "code insee", "insee", "codeinsee", "code commune", "code commune insee", "insee com",
        "code insee commune", "code insee de la commune", "depcom", "citycode", "city code",
        "commune code", "cog", "insee commune", "codgeo", "code officiel commune", "insee code",
    ),
    "siret": ("siret", "n siret", "no siret", "numero siret", "num siret", "siret siege",
              "siren", "n siren", "siren siret", "siret siren", "numero de siret"),
    "latitude": ("latitude", "lat", "latitude wgs84", "lat wgs84", "gps lat", "gps latitude",
                 "latitude gps", "geo latitude", "coord lat", "latitude y", "y wgs84", "lat dd",
                 "latitude dd", "decimal latitude", "latitude decimale"),
    "longitude": ("longitude", "lon", "long", "lng", "longitude wgs84", "lon wgs84", "gps lon",
                  "gps longitude", "longitude gps", "geo longitude", "coord lon", "longitude x",
                  "x wgs84", "lon dd", "longitude dd", "decimal longitude",
                  "longitude decimale", "gps long", "gps lng"),
    "x": ("x", "coord x", "coordonnee x", "coordonnees x", "coordx", "lambert x", "x lambert",
          "x l93", "xl93", "x lambert93", "x lambert 93", "lambert93 x", "x 2154", "x rgf93",
          "easting", "point x", "x coord", "coord x l93", "coordonnee x l93"),
    "y": ("y", "coord y", "coordonnee y", "coordonnees y", "coordy", "lambert y", "y lambert",
          "y l93", "yl93", "y lambert93", "y lambert 93", "lambert93 y", "y 2154", "y rgf93",
          "northing", "point y", "y coord", "coord y l93", "coordonnee y l93"),
    "crs": ("epsg", "srid", "crs", "code epsg", "projection", "systeme de coordonnees"),
    "position": (
        "coordonnees gps", "coordonnees", "gps", "geo point 2d", "geo point", "geopoint",
        "latlon", "lat lon", "latlng", "lat lng", "lat long", "latitude longitude", "lon lat",
        "lonlat", "lng lat", "longitude latitude", "coordinates", "coords", "position",
        "geolocalisation", "geoloc", "point gps", "location", "xy", "x y", "coordonnees xy",
        "coordonnees x y", "y x",
    ),
    "geometry": ("wkt", "geometry", "geometrie", "geom", "the geom", "geo shape", "geojson",
                 "wkt geom", "geom wkt", "shape", "geo json", "contour"),
    "skills": ("competences", "competence", "skills", "skill", "savoir faire", "savoirs faire",
               "savoirs"),
    "maybe": ("peut etre", "maybe", "contour peut etre", "trace peut etre", "perhaps",
              "maybe outline", "maybe wkt", "peut etre wkt"),
    "spoken_for_by": ("porte parole", "spoken for by", "spokesperson", "parle pour lui"),
    "person": ("contact", "personne contact", "personne a contacter", "nom du contact",
               "nom contact", "personne", "interlocuteur", "interlocutrice", "referent",
               "responsable", "contact name", "contact person", "person", "correspondant",
               "personne referente", "nom prenom", "nom et prenom", "prenom nom"),
    "phone": ("telephone", "tel", "phone", "mobile", "portable", "numero de telephone",
              "n telephone", "n de telephone", "no tel", "tel fixe", "phone number", "gsm",
              "telephone 1", "telephone fixe", "telephone portable", "tel portable", "fixe",
              "joignable au", "num tel", "n tel", "whatsapp", "appeler"),
    "email": ("email", "e mail", "mail", "courriel", "adresse mail", "adresse email",
              "adresse e mail", "adresse electronique", "email address", "mel", "mail contact",
              "email contact", "contact email"),
    "informed_on": ("informe le", "informee le", "informe e le", "informed on", "date information"),
    "credit": ("source", "sources", "credit", "origine des donnees", "source des donnees"),
    "licence": ("licence", "license", "licence des donnees"),
    "attribution": ("attribution",),
    "source_key": ("source key", "cle source", "identifiant source"),
    "source_url": ("source url", "url source"),
    "retrieved_on": ("retrieved on", "date d extraction"),
}  # fmt: skip
# A header that any of these announces alone is too vague beside a surer one.
VAGUE_NAMES = frozenset({"nom", "name", "lieu", "label", "libelle", "titre", "title"})
# A position whose header starts so has its longitude first; latitude otherwise.
LONGITUDE_FIRST = ("lon", "lng", "coordinates", "x", "coordonnees x", "coords x")

# Kind of a layer → what values hold; the first that answers decides.
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "actor": (
        ("network", r"reseau|federation|collectif|network|union|confederation|ptce"),
        ("institution", r"mairie|commune|collectivite|departement|region\b|etat\b|prefecture"
                        r"|epci|agglomeration|metropole|etablissement public|public|institution"
                        r"|ecole|college|lycee|universite|hopital|ccas|syndicat mixte|council"),
        ("company", r"entreprise|societe|sarl|\bsas\b|\bsa\b|eurl|commerce|artisan|company"
                    r"|business|exploitation|\bscop\b|\bscic\b|autoentrepreneur|liberal"),
        ("person", r"habitant|citoyen|personne|particulier|benevole|person|individu|resident"),
        ("organisation", r"asso|organisation|organization|fondation|mutuelle|cooperative|club"
                         r"|comite|structure|ngo|ong|charity"),
    ),
    "structure": (
        ("association", r"asso|loi 1901|\b92[0-9]{2}\b|charity|ngo|ong\b"),
        ("cooperative", r"coop|\bscop\b|\bscic\b|\bcuma\b|\b(?:54|55|56)(?:5|6)[0-9]\b"
                        r"|\b631[678]\b|\bcae\b"),
        ("mutual", r"mutuel|mutual|\b(?:6411|82[0-9]{2})\b"),
        ("foundation", r"fondation|foundation|fonds de dotation|\b9300\b"),
        ("ess_company", r"entreprise|esus|societe|sarl|\bsas\b|\bsa\b|company|commercial"
                        r"|insertion|\beurl\b"),
    ),
    "resource": (
        ("know_how", r"savoir|competence|know ?how|skill|metier|technique"),
        ("equipment", r"materiel|equipement|equipment|outil|tool|vehicule|machine"),
        ("land", r"terr(?:e|ain)|foncier|land|parcelle|friche|field|jardin"),
        ("heritage", r"patrimoine|heritage|monument|histoire|memoire"),
        ("commons", r"commun|common|partage"),
        ("place", r"lieu|place|salle|local|batiment|building|tiers|site|espace|equip"),
    ),
    "living_asset": (
        ("individual", r"arbre|tree|remarquable|individu"),
        ("water", r"eau|water|riviere|fleuve|source|mare|etang|ruisseau|pond|stream|lac\b"),
        ("habitat", r"habitat|foret|bois|haie|prairie|zone humide|znieff|natura|reserve|wood"
                    r"|hedge|meadow|wetland|bocage|marais"),
        ("soil", r"\bsols?\b|soil|humus|terre"),
        ("species", r"espece|species|faune|flore|oiseau|animal|plante|insecte|mammifere|bird"),
    ),
    "need": (
        ("issue", r"enjeu|issue|stake|probleme|problem|risque|risk|tension|defi|challenge"),
        ("need", r"besoin|need|manque|lack|attente|demande|souhait|wish|projet"),
    ),
}  # fmt: skip
DEFAULT_KINDS: Mapping[str, str] = {
    "actor": "organisation",
    "structure": "association",
    "resource": "place",
    "living_asset": "habitat",
    "need": "need",
}
THEMES: tuple[tuple[str, str], ...] = (
    ("food", r"aliment|agricol|food|nourri|maraich|amap|cuisine|farm"),
    ("care", r"sante|soin|care|health|solidarit|social|handicap|aide|medic|seniors?"),
    ("culture", r"cultur|art\b|arts\b|musique|music|theatre|spectacle|patrimoine|sport|loisir"),
    ("education", r"educat|formation|ecole|enfan|jeunesse|school|youth|numerique|insertion prof"),
    ("energy", r"energ|solaire|climat|solar"),
    ("housing", r"logement|habitat\b|hous|immobil|hebergement"),
    ("mobility", r"mobilit|transport|velo|bike|deplacement"),
    ("nature", r"nature|biodivers|environnement|ecolog|eau\b|paysage|jardin|environment"),
    ("reuse", r"reemploi|recycl|ressourcerie|reuse|dechet|repar|repair|waste"),
    ("work", r"\bemploi|travail|econom|insertion|\bwork|\bjob|entrepren"),
)


def kind_of(layer: str, value: str) -> str | None:
    """Return the kind of a layer that a value names, None when it names none.

    Examples
    --------
    >>> kind_of("structure", "SCIC SA"), kind_of("actor", "Asso. loi 1901"), kind_of("actor", "?")
    ('cooperative', 'organisation', None)
    """
    words = plain(value)
    kinds = KINDS.get(layer, ())
    if words.replace(" ", "_") in dict(kinds):
        return words.replace(" ", "_")
    return next((kind for kind, pattern in kinds if re.search(pattern, words)), None)


def themes_of(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the themes that a value names, and the words that name none.

    Examples
    --------
    >>> themes_of("Alimentation, réemploi ; divers")
    (('food', 'reuse'), ('divers',))
    """
    known: dict[str, None] = {}
    unknown = []
    for part in re.split(r"[,;/|\n]+", value):
        words = plain(part)
        found = [name for name, pattern in THEMES if words == name or re.search(pattern, words)]
        known |= dict.fromkeys(found)
        if words and not found:
            unknown.append(part.strip())
    return tuple(known), tuple(unknown)
