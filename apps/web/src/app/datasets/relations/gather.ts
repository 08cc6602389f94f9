/** A dataset or a publication in the graph; `rank` counts steps from the dataset whose page it is. */
export interface GraphNode {
  readonly id: string;
  readonly kind: 'dataset' | 'publication';
  readonly rank: number;
  readonly name: string;
  /** What it is: raw, derived…; nothing for what one may not see. */
  readonly type: string;
  readonly isSeen: boolean;
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphNode['kind'];
}
export interface RelationGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Ranks of which the catalogue has more than are drawn. */
  readonly more: ReadonlySet<number>;
}
export interface RelatedDataset {
  readonly pid: string;
  readonly datasetName?: string;
  readonly type: string;
  readonly inputDatasets?: readonly string[] | null;
}
export interface RelatedPublication {
  readonly doi: string;
  readonly title: string;
  readonly datasetPids: readonly string[];
}
/** The catalogue, as far as the graph asks it; each answer holds at most as many as are asked for. */
export interface Relations {
  datasets(pids: readonly string[]): Promise<readonly RelatedDataset[]>;
  derivedFrom(pids: readonly string[], most: number): Promise<readonly RelatedDataset[]>;
  publicationsOf(pids: readonly string[], most: number): Promise<readonly RelatedPublication[]>;
}

/** A drawing with more of them would be no help; the lists beside it go on. */
const MOST_IN_RANK = 8;
const REACH = 3;

/** Follows what a dataset was made from, what was made from it, and where all that was published. */
export class Gathering {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly known = new Map<string, RelatedDataset>();
  private readonly more = new Set<number>();
  private readonly published: GraphEdge[] = [];
  constructor(private readonly relations: Relations) {}

  async around(dataset: RelatedDataset): Promise<RelationGraph> {
    this.add(dataset, 0);
    await this.before(dataset);
    await this.after(dataset);
    await this.publications();
    return { nodes: [...this.nodes.values()], edges: [...this.madeFrom(), ...this.published], more: this.more };
  }
  private add(dataset: RelatedDataset, rank: number): void {
    const { pid, datasetName, type } = dataset;
    this.known.set(pid, dataset);
    this.nodes.set(pid, { id: pid, kind: 'dataset', rank, name: datasetName || pid, type, isSeen: true });
  }
  /** Those that are new: a dataset that is among its own inputs ends the way instead of going round. */
  private fresh(pids: readonly string[], rank: number): string[] {
    const fresh = [...new Set(pids)].filter((pid) => !this.nodes.has(pid));
    if (fresh.length > MOST_IN_RANK) this.more.add(rank);
    return fresh.slice(0, MOST_IN_RANK);
  }
  private async before(dataset: RelatedDataset): Promise<void> {
    let edge: readonly RelatedDataset[] = [dataset];
    for (let rank = -1; rank >= -REACH && edge.length > 0; rank -= 1) {
      const pids = this.fresh(
        edge.flatMap(({ inputDatasets }) => inputDatasets ?? []),
        rank,
      );
      if (pids.length === 0) return;
      const found = new Map((await this.relations.datasets(pids)).map((one) => [one.pid, one]));
      for (const pid of pids) {
        const one = found.get(pid);
        if (one) this.add(one, rank);
        else this.nodes.set(pid, { id: pid, kind: 'dataset', rank, name: pid, type: '', isSeen: false });
      }
      edge = pids.flatMap((pid) => found.get(pid) ?? []);
    }
  }
  private async after({ pid }: RelatedDataset): Promise<void> {
    let edge: readonly string[] = [pid];
    for (let rank = 1; rank <= REACH && edge.length > 0; rank += 1) {
      const found = await this.relations.derivedFrom(edge, MOST_IN_RANK + 1);
      edge = this.fresh(
        found.map((one) => one.pid),
        rank,
      );
      for (const one of found) if (edge.includes(one.pid)) this.add(one, rank);
    }
  }
  private async publications(): Promise<void> {
    const found = await this.relations.publicationsOf([...this.known.keys()], MOST_IN_RANK + 1);
    found.forEach(({ doi, title, datasetPids }, at) => {
      const drawn = datasetPids.filter((pid) => this.known.has(pid));
      const rank = Math.max(...drawn.map((pid) => this.nodes.get(pid)?.rank ?? 0)) + 1;
      if (at >= MOST_IN_RANK) return void this.more.add(rank);
      this.nodes.set(doi, { id: doi, kind: 'publication', rank, name: title || doi, type: '', isSeen: true });
      for (const pid of drawn) this.published.push({ from: pid, to: doi, kind: 'publication' });
    });
  }
  private madeFrom(): GraphEdge[] {
    return [...this.known.values()].flatMap(({ pid, inputDatasets }) =>
      [...new Set(inputDatasets ?? [])].flatMap((from) =>
        this.nodes.has(from) && from !== pid ? [{ from, to: pid, kind: 'dataset' as const }] : [],
      ),
    );
  }
}
