/** A raw dataset as a client of the catalogue would send it: `aDataset().inGroup('20260101').published().build()`. */
export class DatasetBuilder {
  private readonly body: Record<string, unknown> = {
    type: 'raw',
    owner: 'Petra Muster',
    ownerGroup: '20260101',
    accessGroups: [],
    contactEmail: 'petra.muster@example.org',
    sourceFolder: '/data/visitors/zoosaxs/20260101/2026112308/raw',
    creationTime: '2026-11-23T08:00:00.000Z',
    creationLocation: 'ZooSAXS',
    principalInvestigators: ['Petra Muster'],
    proposalIds: ['20260101'],
    datasetName: 'align.h5',
    isPublished: false,
    scientificMetadata: {},
  };

  inGroup(ownerGroup: string): this {
    return this.with({ ownerGroup });
  }
  accessibleTo(...accessGroups: string[]): this {
    return this.with({ accessGroups });
  }
  onInstrumentOf(instrumentGroup: string): this {
    return this.with({ instrumentGroup });
  }
  sharedWith(...emails: string[]): this {
    return this.with({ sharedWith: emails });
  }
  published(): this {
    return this.with({ isPublished: true });
  }
  named(datasetName: string): this {
    return this.with({ datasetName });
  }
  metadata(scientificMetadata: Record<string, unknown>): this {
    return this.with({ scientificMetadata });
  }
  with(fields: Record<string, unknown>): this {
    Object.assign(this.body, fields);
    return this;
  }
  build(): Record<string, unknown> {
    return structuredClone(this.body);
  }
}
export const aDataset = (): DatasetBuilder => new DatasetBuilder();
