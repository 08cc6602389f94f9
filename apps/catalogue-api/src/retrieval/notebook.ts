export interface NotebookFacts {
  readonly pid: string;
  readonly name: string;
  /** For which the reader may register a result. */
  readonly ownGroup: string;
  readonly sourceFolder: string;
  /** Of the catalogue, as programs reach it. */
  readonly address: string;
}

/** A text of a user as a Python literal: JSON's is one. */
const literal = (text: string): string => JSON.stringify(text.toWellFormed());

const lines = (text: string): string[] => text.split(/(?<=\n)/u);
const cell = (id: string, text: string, kind: 'markdown' | 'code') => ({
  id,
  cell_type: kind,
  metadata: {},
  source: lines(text),
  ...(kind === 'code' && { execution_count: null, outputs: [] }),
});

const connect = ({ pid, address }: NotebookFacts) => `import getpass
import os
import platform
import shutil
import urllib.parse
import urllib.request
from pathlib import Path

import scitacean
from scitacean import Client

CATALOGUE = ${literal(address)}
PID = ${literal(pid)}
token = os.environ.get("SCICAT_TOKEN") or getpass.getpass("Token: ")
client = Client.from_token(url=f"{CATALOGUE}/api/v3", token=token, allow_http=CATALOGUE.startswith("http:"))
dataset = client.get_dataset(PID)
dataset`;

const FETCH = `folder = Path("data").resolve()


def fetch(path: str) -> Path:
    target = (folder / path.lstrip("/")).resolve()
    if not target.is_relative_to(folder):
        raise ValueError(f"{path} leads out of {folder}")
    address = f"{CATALOGUE}/api/v4/datasets/{urllib.parse.quote(PID, safe='')}/files/{urllib.parse.quote(path)}"
    request = urllib.request.Request(address, headers={"authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(answer, out)
    return target


files = [fetch(file.remote_path.posix) for file in dataset.files]
files`;

const WORK = `# Your work. What stands here only counts bytes.
values = {"files": len(files), "bytes": {"value": sum(path.stat().st_size for path in files), "unit": "B"}}
values`;

const register = ({ ownGroup, sourceFolder }: NotebookFacts) => `# The group that the result belongs to: one of yours.
OWNER_GROUP = ${literal(ownGroup)}
SOURCE_FOLDER = ${literal(sourceFolder)}

kept = ["contact_email", "owner", "principal_investigators", "techniques"]
if OWNER_GROUP == dataset.owner_group:
    kept.append("access_groups")
result = dataset.derive(keep=kept)
result.name = f"Result of {dataset.name}"
result.owner_group = OWNER_GROUP
result.source_folder = SOURCE_FOLDER
result.used_software = [f"Python {platform.python_version()}", f"scitacean {scitacean.__version__}"]
result.meta = values
registered = client.upload_new_dataset_now(result)
registered.pid`;

/** A Jupyter notebook (format 4.5) that gets the files of a dataset and registers what was made of them. */
export const notebookOf = (facts: NotebookFacts) => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
    language_info: { name: 'python' },
  },
  cells: [
    cell(
      'about',
      'Files of a dataset, and back with the result. Needs `pip install scitacean`, and a token: make one on your account page, for reading and writing.',
      'markdown',
    ),
    cell('connect', connect(facts), 'code'),
    cell('fetch', FETCH, 'code'),
    cell('work', WORK, 'code'),
    cell(
      'register-about',
      'Registers the result as a derived dataset that names its input and the software.',
      'markdown',
    ),
    cell('register', register(facts), 'code'),
  ],
});
