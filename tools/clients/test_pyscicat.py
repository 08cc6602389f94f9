"""pyscicat: ingestion with the capital names of the older routes."""

import tempfile
import unittest
import uuid
from pathlib import Path

from pyscicat.client import ScicatClient, ScicatCommError, encode_thumbnail
from pyscicat.model import (
    Attachment,
    CreateDatasetOrigDatablockDto,
    DataFile,
    DatasetType,
    DerivedDataset,
    Instrument,
    Proposal,
    RawDataset,
    Sample,
)

from pydantic import BaseModel

from catalogue import URL, ask, in_path, password


class Change(BaseModel):
    """A partial model, as ingestors send it."""

    comment: str | None = None
    isPublished: bool | None = None


class NamedInstrument(Instrument):
    """With the name that today's catalogues ask for."""

    uniqueName: str


def client(account: str) -> ScicatClient:
    return ScicatClient(base_url=f"{URL}/api/v3", username=account, password=password(account))


class Pyscicat(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.client = client("ingestor")
        cls.admin = client("admin")

    def raw(self, **more) -> RawDataset:
        return RawDataset(
            **{
                "path": "/data/raw",
                "size": 42,
                "owner": "Petra Muster",
                "contactEmail": "petra.muster@uni.example",
                "creationLocation": "/zoo/zoosaxs",
                "creationTime": "2026-03-01T10:00:00.000Z",
                "instrumentId": None,
                "type": DatasetType.raw,
                "dataFormat": "hdf5",
                "principalInvestigator": "Petra Muster",
                "sourceFolder": "/data/raw",
                "scientificMetadata": {"energy": {"value": 7.1, "unit": "keV"}},
                "ownerGroup": "20260101",
                "accessGroups": [],
                "datasetName": "raw otters",
                "isPublished": False,
                **more,
            }
        )

    def test_raw_data_is_created_fetched_changed_published(self) -> None:
        pid = self.client.datasets_create(self.raw())
        self.assertEqual(self.client.datasets_get_one(pid)["datasetName"], "raw otters")
        block = CreateDatasetOrigDatablockDto(
            size=42, dataFileList=[DataFile(path="a.h5", size=42, time="2026-03-01T10:00:00.000Z")]
        )
        self.client.datasets_origdatablock_create(pid, block)
        [stored] = self.client.datasets_origdatablocks_get_one(pid)
        self.assertEqual(stored["dataFileList"][0]["path"], "a.h5")
        self.assertEqual(self.client.datasets_get_one(pid)["size"], 42)
        picture = Path(tempfile.mkdtemp()) / "a.png"
        picture.write_bytes(b"not really a picture")
        self.client.datasets_attachment_create(
            Attachment(
                datasetId=pid, thumbnail=encode_thumbnail(picture, "png"), caption="a picture", ownerGroup="20260101"
            )
        )
        self.client.datasets_update(Change(comment="changed"), pid)
        self.assertEqual(self.client.datasets_get_one(pid)["comment"], "changed")
        [found] = self.client.datasets_get_many({"pid": pid})
        self.assertEqual(found["pid"], pid)
        found = self.client.datasets_find(query_fields={"datasetName": "raw otters"})
        self.assertIn(pid, [item["pid"] for item in found])
        self.assertEqual(ask("GET", f"/api/v3/Datasets/{in_path(pid)}")[0], 403)
        self.client.datasets_update(Change(isPublished=True), pid)
        self.assertEqual(ask("GET", f"/api/v3/Datasets/{in_path(pid)}")[0], 200)
        with self.assertRaises(ScicatCommError):
            self.client.datasets_delete(pid)
        self.admin.datasets_delete(pid)
        with self.assertRaises(ScicatCommError):
            self.client.datasets_get_one(pid)

    def test_derived_data_keeps_its_provenance(self) -> None:
        source = self.client.datasets_create(self.raw())
        pid = self.client.datasets_create(
            DerivedDataset(
                path="/data/derived",
                owner="Petra Muster",
                contactEmail="petra.muster@uni.example",
                creationTime="2026-03-01T10:00:00.000Z",
                investigator="Petra Muster",
                inputDatasets=[source],
                usedSoftware=["https://software.example/otters"],
                sourceFolder="/data/derived",
                ownerGroup="20260101",
                type=DatasetType.derived,
            )
        )
        self.assertEqual(self.client.datasets_get_one(pid)["inputDatasets"], [source])

    def test_instruments_proposals_and_samples(self) -> None:
        name = f"zoosaxs-{uuid.uuid4()}"
        pid = self.admin.instruments_create(NamedInstrument(uniqueName=name, name="ZooSAXS", customMetadata={"a": 1}))
        self.assertEqual(self.client.instruments_get_one(pid)["name"], "ZooSAXS")
        self.assertEqual(self.client.instruments_get_one(name="ZooSAXS")["name"], "ZooSAXS")
        proposal = Proposal(proposalId=name, email="pi@uni.example", title="Otters", ownerGroup="20260101")
        self.admin.proposals_create(proposal)
        self.assertEqual(self.client.proposals_get_one(name)["title"], "Otters")
        sample = self.client.samples_create(
            Sample(ownerGroup="20260101", owner="Petra Muster", description="fur", sampleCharacteristics={})
        )
        self.assertEqual(self.client.samples_get_one(sample)["description"], "fur")
        self.client.samples_update(Sample(ownerGroup="20260101", description="wet fur"), sample)
        self.assertEqual(self.client.samples_get_one(sample)["description"], "wet fur")


if __name__ == "__main__":
    unittest.main()
