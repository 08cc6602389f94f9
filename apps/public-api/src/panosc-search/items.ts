import type { Item } from './models';

/** A parameter per key of the metadata: what is a number or a text, or one with a unit. */
export function parametersOf(pid: string, metadata: unknown): Item[] {
  return Object.entries((metadata ?? {}) as Item).flatMap(([name, found], n): Item[] => {
    const { value, unit } = (found !== null && typeof found === 'object' ? found : { value: found }) as Item;
    if (typeof value !== 'number' && typeof value !== 'string') return [];
    return [
      {
        id: `${pid.replace(/[^\w.~-]/gu, '-')}-${n}`,
        name,
        value,
        ...(typeof unit === 'string' && unit !== '' && { unit }),
      },
    ];
  });
}
export const fileItem = ({ path, size }: { path: string; size: number }): Item => {
  const at = path.lastIndexOf('/');
  return { id: path.replace(/[^\w.~-]/gu, '-'), name: path.slice(at + 1), path: at < 0 ? '' : path.slice(0, at), size };
};
const techniqueItem = ({ pid, name }: Item): Item => ({
  pid,
  name,
  ...(String(pid).includes('PaNET') && { panetId: pid }),
});

export const datasetItem = ({ pid, datasetName, isPublished, creationTime, size }: Item): Item => ({
  ...{ pid, title: datasetName, isPublic: isPublished === true, creationDate: creationTime, size: size ?? 0, score: 0 },
});
export const sampleItem = ({ sampleId, sampleName, description }: Item): Item => ({
  ...{ pid: sampleId, name: sampleName ?? sampleId },
  ...(typeof description === 'string' && { description }),
});

export const techniquesOf = ({ techniques }: Item): Item[] => ((techniques ?? []) as Item[]).map(techniqueItem);
