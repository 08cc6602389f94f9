/** What a harvester remembers beside what it has told: from where it goes on. */
export interface HarvestState {
  readonly cursor: string | undefined;
  readonly wholeAt: Date | undefined;
  /** Counts the memories that were lost: what is told after that is numbered above all that was told before. */
  readonly epoch: number;
  note(harvest: { readonly cursor?: string; readonly wholeAt?: Date }): Promise<void>;
}
