import type { GraphEdge, GraphNode, RelationGraph } from './gather';

export const NODE = { width: 190, height: 50 } as const;
const GAP = { across: 62, down: 14 } as const;
const EDGE_OF_BOX = 10;

export interface PlacedNode extends GraphNode {
  readonly x: number;
  readonly y: number;
}
export interface PlacedEdge extends GraphEdge {
  /** Of an SVG path. */
  readonly path: string;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** In reading order: column by column, from top to bottom. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Where a column goes on. */
  readonly more: readonly { readonly rank: number; readonly x: number; readonly y: number }[];
}

/** In columns from what was measured to what was published; each column as close as possible to what it is linked with. */
export function layoutOf({ nodes, edges, more }: RelationGraph): Layout {
  const ranks = [...new Set(nodes.map(({ rank }) => rank))].sort((a, b) => a - b);
  const columns = new Map<number, readonly GraphNode[]>();
  const outwards = [...ranks].sort((a, b) => Math.abs(a) - Math.abs(b));
  const middle = new Map<string, number>();
  for (const rank of outwards) {
    const column = inOrder(
      nodes.filter((node) => node.rank === rank),
      edges,
      middle,
    );
    columns.set(rank, column);
    column.forEach((node, at) => middle.set(node.id, at - (column.length - 1) / 2));
  }
  const step = NODE.height + GAP.down;
  const rows = Math.max(...ranks.map((rank) => (columns.get(rank)?.length ?? 0) + (more.has(rank) ? 1 : 0)));
  const height = rows * step - GAP.down + 2 * EDGE_OF_BOX;
  const xOf = (rank: number) => EDGE_OF_BOX + ranks.indexOf(rank) * (NODE.width + GAP.across);
  const placed = ranks.flatMap((rank) => {
    const column = columns.get(rank) ?? [];
    const taken = (column.length + (more.has(rank) ? 1 : 0)) * step - GAP.down;
    return column.map((node, at) => ({ ...node, x: xOf(rank), y: (height - taken) / 2 + at * step }));
  });
  const byId = new Map(placed.map((node) => [node.id, node]));
  return {
    width: ranks.length * (NODE.width + GAP.across) - GAP.across + 2 * EDGE_OF_BOX,
    height,
    nodes: placed,
    edges: edges.flatMap((edge) => {
      const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
      return from && to ? [{ ...edge, path: pathOf(from, to) }] : [];
    }),
    more: [...more].flatMap((rank) => {
      const last = placed.filter((node) => node.rank === rank).at(-1);
      return last ? [{ rank, x: last.x, y: last.y + step }] : [];
    }),
  };
}

function inOrder(
  column: readonly GraphNode[],
  edges: readonly GraphEdge[],
  middle: ReadonlyMap<string, number>,
): readonly GraphNode[] {
  const wish = ({ id }: GraphNode): number => {
    const places = edges.flatMap(({ from, to }) => (from === id ? (middle.get(to) ?? []) : []));
    places.push(...edges.flatMap(({ from, to }) => (to === id ? (middle.get(from) ?? []) : [])));
    return places.length === 0 ? 0 : places.reduce((sum, place) => sum + place, 0) / places.length;
  };
  const wishes = new Map(column.map((node) => [node.id, wish(node)]));
  return column.toSorted((a, b) => (wishes.get(a.id) ?? 0) - (wishes.get(b.id) ?? 0));
}

function pathOf(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [from.x + NODE.width, from.y + NODE.height / 2];
  // The tip of the arrow needs its place.
  const [x2, y2] = [to.x - 5, to.y + NODE.height / 2];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

const KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home'] as const;
export type GraphKey = (typeof KEYS)[number];
export const isGraphKey = (key: string): key is GraphKey => KEYS.some((one) => one === key);

/** Where a key leads: sideways along the lines, up and down in a column, home to the dataset of the page. */
export function stepFrom({ nodes, edges }: Layout, id: string, key: GraphKey): string {
  const here = nodes.find((node) => node.id === id);
  if (!here) return id;
  if (key === 'Home') return nodes.find(({ rank }) => rank === 0)?.id ?? id;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const column = nodes.filter(({ rank }) => rank === here.rank);
    const at = column.indexOf(here) + (key === 'ArrowUp' ? -1 : 1);
    return column[at]?.id ?? id;
  }
  const linked = new Set(
    edges
      .map(({ from, to }) => (key === 'ArrowLeft' ? [to, from] : [from, to]))
      .flatMap(([mine, other]) => (mine === id && other !== undefined ? [other] : [])),
  );
  const near = nodes
    .filter((node) => linked.has(node.id) && (key === 'ArrowLeft' ? node.x < here.x : node.x > here.x))
    .toSorted((a, b) => distance(here, a) - distance(here, b));
  return near[0]?.id ?? id;
}
const distance = (a: PlacedNode, b: PlacedNode): number => Math.abs(a.x - b.x) * 10 + Math.abs(a.y - b.y);
