"""scitacean: upload with files, download, attachments, proposals and samples."""

import json
import os
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from scitacean import PID, Attachment, Client, Dataset, ScicatCommError, Thumbnail, model
from scitacean.transfer.copy import CopyFileTransfer

from catalogue import URL, ask, in_path, password, sign_in


class Scitacean(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(tempfile.mkdtemp(prefix="scizoo-scitacean-"))
        cls.store = cls.folder / "store"
        cls.client = Client.from_credentials(
            url=f"{URL}/api/v3",
            allow_http=True,
            username="ingestor",
            password=password("ingestor"),
            file_transfer=CopyFileTransfer(),
        )

    def new_dataset(self, name: str = "otters") -> Dataset:
        measured = self.folder / f"{name}.dat"
        measured.write_text("1 2 3\n")
        dataset = Dataset(
            name=name,
            type="derived",
            owner="Petra Muster",
            owner_group="20260101",
            access_groups=["20260102"],
            contact_email="petra.muster@uni.example",
            principal_investigators=["Petra Muster"],
            creation_time=datetime(2026, 3, 1, tzinfo=timezone.utc),
            source_folder=str(self.store / name),
            used_software=["scitacean"],
            input_datasets=[],
            meta={"energy": {"value": 7.1, "unit": "keV"}, "remark": "none"},
        )
        dataset.add_local_files(measured)
        dataset.attachments = [
            Attachment(caption="a picture", owner_group="20260101", thumbnail=Thumbnail("image/png", b"not really"))
        ]
        return dataset

    def test_a_dataset_goes_up_with_its_files_and_comes_back(self) -> None:
        sent = self.client.upload_new_dataset_now(self.new_dataset())
        self.assertIsNotNone(sent.pid)
        got = self.client.get_dataset(sent.pid, attachments=True)
        self.assertEqual(got.name, "otters")
        self.assertEqual(got.meta["energy"]["value"], 7.1)
        self.assertEqual(got.meta["energy"]["unit"], "keV")
        self.assertEqual(got.number_of_files, 1)
        self.assertEqual(got.size, 6)
        self.assertEqual([item.caption for item in got.attachments], ["a picture"])
        back = self.client.download_files(got, target=self.folder / "back")
        [file] = back.files
        self.assertEqual(file.local_path.read_text(), "1 2 3\n")

    def test_published_data_is_read_without_signing_in(self) -> None:
        sent = self.client.upload_new_dataset_now(self.new_dataset("published"))
        token = sign_in("ingestor")
        stranger = Client.without_login(url=f"{URL}/api/v3", allow_http=True, file_transfer=CopyFileTransfer())
        with self.assertRaises(ScicatCommError):
            stranger.get_dataset(sent.pid)
        path = f"/api/v3/datasets/{in_path(str(sent.pid))}"
        status, _ = ask("PATCH", path, token, {"description": "changed"})
        self.assertEqual(status, 200)
        status, _ = ask("PATCH", path, token, {"isPublished": True})
        self.assertEqual(status, 200)
        got = stranger.get_dataset(sent.pid, attachments=True)
        self.assertEqual((got.description, len(got.attachments), got.number_of_files), ("changed", 1, 1))
        back = stranger.download_files(got, target=self.folder / "public")
        self.assertEqual(back.number_of_files, 1)

    def test_the_notebook_of_a_dataset_registers_its_result(self) -> None:
        # Files are where the catalogue looks for them: below a folder of the group.
        kept = Path(os.environ["DATA_FOLDER"]) / "20260101" / "notebook"
        kept.mkdir(parents=True)
        dataset = self.new_dataset("for-a-notebook")
        dataset.source_folder = str(kept)
        sent = self.client.upload_new_dataset_now(dataset)
        status, text = ask("GET", f"/api/v4/datasets/{in_path(str(sent.pid))}/notebook", sign_in("ingestor"))
        self.assertEqual(status, 200)
        notebook = json.loads(text) if isinstance(text, str) else text
        code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        os.environ["SCICAT_TOKEN"] = sign_in("ingestor")
        os.chdir(self.folder)
        names: dict = {}
        for source in code:
            exec(source, names)  # noqa: S102 - that is what a notebook is for
        self.assertEqual((self.folder / "data" / "for-a-notebook.dat").read_text(), "1 2 3\n")
        result = self.client.get_dataset(names["registered"].pid)
        self.assertEqual([str(pid) for pid in result.input_datasets], [str(sent.pid)])
        self.assertTrue(any(one.startswith("scitacean") for one in result.used_software))
        self.assertEqual(result.meta["bytes"]["value"], 6)

    def test_what_the_catalogue_refuses_comes_as_an_error(self) -> None:
        dataset = self.new_dataset("foreign")
        dataset.owner_group = "others"
        with self.assertRaises(ScicatCommError):
            self.client.upload_new_dataset_now(dataset)
        with self.assertRaises(ScicatCommError):
            self.client.get_dataset(PID.parse("20.500.00000/none"))

    def test_proposals_samples_and_searches(self) -> None:
        admin = Client.from_credentials(url=f"{URL}/api/v3", allow_http=True, username="admin", password=password("admin"))
        proposal = model.UploadProposal(
            ownerGroup="20260101", accessGroups=[], proposalId="20260101", title="Otters", email="pi@uni.example"
        )
        made = admin.scicat.create_proposal_model(proposal)
        self.assertEqual(made.proposalId, "20260101")
        self.assertEqual(self.client.scicat.get_proposal_model("20260101").title, "Otters")
        sample = self.client.upload_new_sample_now(
            model.Sample(owner_group="20260101", access_groups=[], sample_name="otter", description="fur", sample_id="fur-1")
        )
        self.assertEqual(self.client.get_sample(sample.sample_id).description, "fur")
        self.client.upload_new_dataset_now(self.new_dataset("searched"))
        found = self.client.scicat.query_datasets({"datasetName": "searched"})
        self.assertEqual([dataset.datasetName for dataset in found], ["searched"])


if __name__ == "__main__":
    unittest.main()
