"""Harvesters and schemas, against what the catalogue has registered: the public pages as machines see them."""

import io
import json
import os
import tarfile
import time
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

import validator
from catalogue import ask, in_path, sign_in
from datacite import schema45
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle

PUBLIC = os.environ["PUBLIC_URL"]
RECORDS = 130
OAI = {"oai": "http://www.openarchives.org/OAI/2.0/"}
KERNEL = "{http://datacite.org/schema/kernel-4}resource"
DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
ODD = "a\u0007b <c> & \"d\" ]]> \U0001f600 åäö"

PETRA = {
    "name": "Muster, Petra",
    "nameIdentifiers": [{"nameIdentifier": "https://orcid.org/0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}],
    "affiliation": [{"name": "University of Zoo", "affiliationIdentifier": "https://ror.org/0zzzz0161"}],
}


def dublin_core_schema() -> etree.XMLSchema:
    """The schema out of a package of PyPI; what it includes from the web lies beside it."""
    [archive] = Path(os.environ["SCHEMAS"]).glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        files = {
            Path(member.name).name: packed.extractfile(member).read()
            for member in packed
            if member.name.endswith(".xsd")
        }

    class Beside(etree.Resolver):
        def resolve(self, url, _pubid, context):
            name = url.rsplit("/", 1)[-1]
            if name == "xml.xsd":
                return self.resolve_filename(str(Path(validator.__file__).parent / "schema/include/xml.xsd"), context)
            return self.resolve_string(files[name], context) if name in files else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(io.BytesIO(files["oai_dc.xsd"]), parser, base_url="file:///oai_dc.xsd"))


def datacite_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(Path(validator.__file__).parent / "schema/metadata.xsd")))


def public(path: str, accept: str = "*/*"):
    request = urllib.request.Request(f"{PUBLIC}{path}", headers={"accept": accept})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read()


class PublicApi(unittest.TestCase):
    dois: list[str] = []

    @classmethod
    def setUpClass(cls) -> None:
        token = sign_in("admin")
        for number in range(RECORDS):
            metadata = {
                "creators": [PETRA, {"name": ODD}, {"name": "Zoo", "nameType": "Organizational"}],
                "publisher": {"name": "Zoo"},
                "publicationYear": 2026,
                "resourceType": "raw",
                "subjects": [{"subject": ODD}],
                "language": "en",
                "version": "1",
                "relatedIdentifiers": [{"relatedIdentifier": "10.5555/paper", "relationType": "IsSupplementTo"}],
                "contributors": [{"name": "Strand, Stina", "contributorType": "DataCollector"}],
                "fundingReferences": [{"funderName": "Council", "awardNumber": "7"}],
            }
            body = {"title": f"{ODD} {number}", "abstract": ODD, "datasetPids": [], "metadata": metadata}
            status, made = ask("POST", "/api/v4/publisheddata", token, body)
            assert status == 201, made
            status, answer = ask("POST", f"/api/v4/publisheddata/{in_path(made['doi'])}/register", token, {})
            assert status == 201, answer
            cls.dois.append(made["doi"])

    def test_sickle_harvests_everything(self) -> None:
        harvester = Sickle(f"{PUBLIC}/oai")
        self.assertEqual(harvester.Identify().deletedRecord, "persistent")
        records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
        self.assertEqual({record.header.identifier.split(":", 2)[2] for record in records}, set(self.dois))
        self.assertEqual(len(records), RECORDS)
        schema = dublin_core_schema()
        for record in records:
            schema.assertValid(record.xml.find(f".//{DC}"))
            self.assertEqual(record.metadata["creator"][0], "Muster, Petra")
        headers = list(harvester.ListIdentifiers(metadataPrefix="oai_dc", set="openaire_data"))
        self.assertEqual(len(headers), RECORDS)
        one = harvester.GetRecord(identifier=records[0].header.identifier, metadataPrefix="oai_dc")
        self.assertEqual(one.header.identifier, records[0].header.identifier)
        self.assertIn("openaire_data", [found.setSpec for found in harvester.ListSets()])

    def test_scythe_harvests_everything(self) -> None:
        schema = datacite_schema()
        for prefix in ("oai_datacite", "datacite4"):
            with Scythe(f"{PUBLIC}/oai") as harvester:
                records = list(harvester.list_records(metadata_prefix=prefix))
            self.assertEqual(len(records), RECORDS)
            for record in records:
                schema.assertValid(record.xml.find(f".//{KERNEL}"))

    def test_a_harvest_goes_on_after_changes(self) -> None:
        first = etree.fromstring(public("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"))
        seen = set(first.xpath("//oai:identifier/text()", namespaces=OAI))
        [token] = first.xpath("//oai:resumptionToken/text()", namespaces=OAI)
        status, _ = ask("POST", f"/api/v4/publisheddata/{in_path(self.dois[0])}/amend", sign_in("admin"), {})
        self.assertEqual(status, 201)
        query = urllib.parse.urlencode({"verb": "ListIdentifiers", "resumptionToken": token})
        rest = etree.fromstring(public(f"/oai?{query}"))
        seen.update(rest.xpath("//oai:identifier/text()", namespaces=OAI))
        self.assertEqual(len(seen), RECORDS)

    def test_every_form_of_a_record(self) -> None:
        path = urllib.parse.quote(self.dois[1], safe="")
        datacite_schema().assertValid(etree.fromstring(public(f"/export/datacite-xml/{path}")))
        for name in ("schema-org", "datacite-json", "csl-json", "ro-crate", "dcat"):
            self.assertTrue(json.loads(public(f"/export/{name}/{path}")))
        # Somebody else's schema of DataCite's metadata; ours is checked before a registration.
        schema45.validate(json.loads(public(f"/export/datacite-json/{path}")))
        page = public(f"/detail/{path}", "text/html").decode()
        self.assertIn("&lt;c&gt;", page)
        self.assertNotIn("<c>", page)
        for name in ("/feed.atom", "/sitemap.xml", "/sitemaps/2026.xml"):
            etree.fromstring(public(name))
        self.assertEqual(public("/sitemaps/2026.xml").count(b"<loc>"), RECORDS)

    # Tests run in the order of their names: this one takes a record away and comes last.
    def test_withdrawn_records_stay_as_deleted(self) -> None:
        doi = self.dois[-1]
        status, _ = ask("DELETE", f"/api/v3/publisheddata/{in_path(doi)}", sign_in("admin"))
        self.assertEqual(status, 200)
        self.dois.pop()
        deadline = time.monotonic() + 30
        while True:
            try:
                public(f"/detail/{urllib.parse.quote(doi, safe='')}")
            except urllib.error.HTTPError as error:
                self.assertEqual(error.code, 410)
                break
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.5)
        harvester = Sickle(f"{PUBLIC}/oai")
        headers = {header.identifier.split(":", 2)[2]: header for header in harvester.ListIdentifiers(metadataPrefix="oai_dc")}
        self.assertTrue(headers[doi].deleted)
        self.assertEqual(len(headers), RECORDS)

