import { execFileSync } from 'node:child_process';
import { notebookOf } from './notebook';

const READ = `
import ast, json, sys
notebook = json.load(sys.stdin)
assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
texts = [node.value for source in code for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
print(json.dumps({"texts": [text for text in texts if isinstance(text, str)], "last": code[-1]}))
`;

describe('the notebook of a dataset', () => {
  const facts = {
    pid: '20.5/a',
    name: 'scan',
    ownGroup: 'p1',
    sourceFolder: '/data/p1',
    address: 'https://zoo.example',
  };
  const read = (given = facts) => {
    const told = execFileSync('python3', ['-c', READ], { input: JSON.stringify(notebookOf(given)), encoding: 'utf8' });
    return JSON.parse(told) as { texts: string[]; last: string };
  };

  it('is Python, names the dataset, and registers the result in its last cell', () => {
    const { texts, last } = read();
    for (const text of ['20.5/a', 'p1', '/data/p1', 'https://zoo.example']) expect(texts).toContain(text);
    for (const part of ['dataset.derive(', 'used_software', 'upload_new_dataset_now']) expect(last).toContain(part);
  });
  it.each(['"; import os; "', "'''", 'back\\slash', 'line\nbreak', '\u2028 {x} \ud800', 'ö 猫'])(
    'lets no text of a user become code: %j',
    (evil) => {
      expect(read({ ...facts, sourceFolder: evil }).texts).toContain(evil.toWellFormed());
    },
  );
});
