"""What scicat-cli, scicat-ingestor and SciCat's web program ask, in their order."""

import json
import unittest

from catalogue import ask, in_path, password, sign_in

RAW = {
    "type": "raw",
    "owner": "Petra Muster",
    "ownerGroup": "20260101",
    "contactEmail": "petra.muster@uni.example",
    "creationLocation": "/zoo/zoosaxs",
    "principalInvestigator": "Petra Muster",
    "creationTime": "2026-03-01T10:00:00.000Z",
    "sourceFolder": "/data/plain",
}


class PlainClients(unittest.TestCase):
    def must(self, status: int, method: str, path: str, token: str | None = None, body: object = None, **asked):
        got, answer = ask(method, path, token, body, **asked)
        self.assertEqual(got, status, (method, path, answer))
        return answer

    def test_scicat_cli(self) -> None:
        token = sign_in("ingestor", "/api/v3/auth/Login")
        user = self.must(200, "GET", "/api/v3/Users/my/self", token)
        identity = self.must(200, "GET", f"/api/v3/Users/{user['id']}/userIdentity", token)
        self.assertIn("20260101", identity["profile"]["accessGroups"])
        self.must(200, "GET", "/api/v3/Proposals", token, filters={"where": {"ownerGroup": "20260101"}})
        where = {"where": {"sourceFolder": "/data/plain"}}
        self.assertEqual(self.must(200, "GET", "/api/v3/Datasets", token, filter=where), [])
        # Whether folders are known already it asks with the filter in a header.
        folders = {"where": {"sourceFolder": {"inq": ["/data/plain", "/data/other"]}}, "fields": {"pid": 1, "size": 1}}
        in_header = {"filter": json.dumps(folders)}
        self.assertEqual(self.must(200, "GET", "/api/v3/Datasets", token, headers=in_header), [])
        self.must(200, "POST", "/api/v3/Datasets/isValid", token, RAW)
        made = self.must(201, "POST", "/api/v3/Datasets", token, RAW)
        path = f"/api/v3/Datasets/{in_path(made['pid'])}"
        files = [{"path": "a.h5", "size": 7, "time": "2026-03-01T10:00:00.000Z"}]
        self.must(201, "POST", f"{path}/origdatablocks", token, {"size": 7, "dataFileList": files})
        self.must(201, "POST", f"{path}/attachments", token, {"caption": "plan", "ownerGroup": "20260101"})
        self.assertEqual(len(self.must(200, "GET", "/api/v3/Datasets", token, headers=in_header)), 1)
        [found] = self.must(200, "GET", "/api/v3/Datasets", token, filter=where)
        self.assertEqual((found["size"], found["numberOfFiles"]), (7, 1))
        self.must(200, "PATCH", path, token, {"datasetlifecycle": {"archivable": True}})
        self.must(403, "GET", path, sign_in("stranger"))

    def test_scicat_ingestor(self) -> None:
        token = sign_in("ingestor")
        self.assertEqual(self.must(200, "GET", "/api/v3/health")["status"], "ok")
        body = {**RAW, "sourceFolder": "/data/ingested", "scientificMetadata": {"run": {"value": 5, "unit": "K"}}}
        pid = self.must(201, "POST", "/api/v3/datasets", token, body)["pid"]
        files = [{"path": "b.h5", "size": 9, "time": "2026-03-01T10:00:00.000Z"}]
        block = {"datasetId": pid, "size": 9, "dataFileList": files, "ownerGroup": "20260101"}
        self.must(201, "POST", "/api/v3/origdatablocks", token, block)
        got = self.must(200, "GET", f"/api/v3/datasets/{in_path(pid)}", token)
        self.assertEqual(got["scientificMetadata"]["run"]["unitSI"], "K")
        self.must(200, "GET", "/api/v3/instruments", token, filter={"where": {"name": "ZooSAXS"}})
        self.must(200, "GET", "/api/v3/samples", token, filter={"where": {"sampleId": "none"}})
        self.must(200, "GET", "/api/v3/proposals", token)

    def test_an_archive_system(self) -> None:
        token = sign_in("ingestor")
        pid = self.must(201, "POST", "/api/v3/Datasets", token, {**RAW, "sourceFolder": "/data/archived"})["pid"]
        path = f"/api/v3/Datasets/{in_path(pid)}"
        lifecycle = {"archiveStatusMessage": "datasetOnArchiveDisk", "retrievable": True}
        merged = self.must(200, "PATCH", f"{path}/datasetlifecycle", token, lifecycle)
        self.assertEqual((merged["retrievable"], merged["archivable"]), (True, True))
        files = [{"path": "a.tar", "size": 7, "time": "2026-03-01T10:00:00.000Z"}]
        block = {"archiveId": f"tape/{pid}", "size": 7, "packedSize": 5, "version": "1", "dataFileList": files}
        self.must(201, "POST", f"{path}/datablocks", token, block)
        history = self.must(200, "GET", path, token, filter={"fields": ["history"]})
        self.assertTrue(history["history"])
        self.assertEqual(self.must(200, "GET", path, token)["packedSize"], 5)

    def test_the_web_program_of_scicat(self) -> None:
        for page in ("/api/v3/admin/config", "/api/v3/admin/theme"):
            self.assertIsInstance(self.must(200, "GET", page), dict)
        login = self.must(
            201, "POST", "/api/v3/auth/login", None, {"username": "ingestor", "password": password("ingestor")}
        )
        token, user = login["id"], login["userId"]
        self.must(200, "GET", f"/api/v3/users/{user}", token)
        self.must(200, "GET", f"/api/v3/users/{user}/settings", token)
        self.must(200, "PATCH", f"/api/v3/users/{user}/settings/external", token, {"columns": [{"name": "pid"}]})
        email = {"where": {"profile.email": "ingestor@zoo.example"}}
        self.must(200, "GET", "/api/v3/useridentities/findOne", token, filter=email)
        pid = self.must(201, "POST", "/api/v3/datasets", token, {**RAW, "datasetName": "frontend otters"})["pid"]
        fields = {"text": "otters", "type": ["raw"]}
        limits = {"skip": 0, "limit": 25, "order": "creationTime:desc"}
        found = self.must(200, "GET", "/api/v3/datasets/fullquery", token, fields=fields, limits=limits)
        self.assertIn(pid, [item["pid"] for item in found])
        [facets] = self.must(
            200, "GET", "/api/v3/datasets/fullfacet", token, fields=fields, facets=["type", "creationTime", "keywords"]
        )
        self.assertGreaterEqual(facets["all"][0]["totalSets"], 1)
        self.must(200, "GET", "/api/v3/datasets/metadataKeys", token, fields={}, limits=limits)
        self.must(200, "GET", "/api/v3/datasets/count", token)
        path = f"/api/v3/datasets/{in_path(pid)}"
        include = {"include": [{"relation": name} for name in ("origdatablocks", "datablocks", "attachments", "instruments")]}
        self.assertEqual(self.must(200, "GET", path, token, filter=include)["pid"], pid)
        self.assertEqual(self.must(200, "GET", f"{path}/thumbnail", token), {})
        shared = self.must(
            201, "POST", f"{path}/appendToArrayField", token, fieldName="sharedWith", data=["gustav.gast@institute.example"]
        )
        self.assertEqual(shared["sharedWith"], ["gustav.gast@institute.example"])
        self.must(200, "GET", path, sign_in("stranger"))
        for listing in ("proposals", "samples"):
            self.must(200, "GET", f"/api/v3/{listing}/fullquery", token, fields={}, limits=limits | {"order": "createdAt:desc"})
            self.must(200, "GET", f"/api/v3/{listing}/count", token, fields={})
        self.must(200, "GET", "/api/v3/instruments", token, filter={"limits": limits | {"order": "name:asc"}})
        self.must(200, "GET", "/api/v3/origdatablocks/fullquery/files", token, fields={"datasetId": pid}, limits={"limit": 25})
        self.must(200, "GET", "/api/v3/origdatablocks/fullfacet/files", token, fields={"datasetId": pid}, facets=[])
        self.must(200, "GET", "/api/v3/jobs", token)
        self.must(200, "GET", "/api/v4/publisheddata", token, filter={})
        self.must(200, "GET", "/api/v4/publisheddata/config")
        self.must(200, "GET", "/api/v4/metadatakeys", token, filter={"limits": {"limit": 5}})
        self.must(200, "GET", "/api/v3/logbooks", token)
        self.must(200, "POST", "/api/v3/auth/logout", token)


if __name__ == "__main__":
    unittest.main()
