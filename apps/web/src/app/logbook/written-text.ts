/** A piece of text with what is selected in it, and what a press on the toolbar makes of it. */
export interface Selected {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}
export const TOOLS = ['bold', 'italic', 'code', 'list', 'link', 'tableTool'] as const;
export type Tool = (typeof TOOLS)[number];

const AROUND: Partial<Record<Tool, readonly [string, string]>> = {
  bold: ['**', '**'],
  italic: ['*', '*'],
  code: ['`', '`'],
  link: ['[', '](https://)'],
};
const TABLE = '| A | B |\n|---|---|\n|  |  |';

/** Puts a piece in the place of what is selected, with the cursor behind it. */
export function inserted({ text, from, to }: Selected, piece: string): Selected {
  const at = from + piece.length;
  return { text: text.slice(0, from) + piece + text.slice(to), from: at, to: at };
}
/** A block stands in lines of its own. */
export function insertedBlock(selected: Selected, block: string): Selected {
  const before = selected.text.slice(0, selected.from);
  const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  return inserted(selected, `${gap}${block}\n\n`);
}
export function worked(tool: Tool, selected: Selected): Selected {
  const { text, from, to } = selected;
  const around = AROUND[tool];
  if (around) {
    const [begin, end] = around;
    const written = `${text.slice(0, from)}${begin}${text.slice(from, to)}${end}${text.slice(to)}`;
    return { text: written, from: from + begin.length, to: to + begin.length };
  }
  if (tool === 'tableTool') return insertedBlock(selected, TABLE);
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lines = text.slice(start, to).split('\n');
  const listed = lines.map((line) => `- ${line}`).join('\n');
  return {
    text: text.slice(0, start) + listed + text.slice(to),
    from: start + listed.length,
    to: start + listed.length,
  };
}
