/** A person or organisation as publications name them. */
export interface Agent {
  /** `Family, Given` of a person. */
  readonly name: string;
  readonly isOrganization: boolean;
  readonly givenName?: string;
  readonly familyName?: string;
  /** `0000-0002-1825-0097`; only when its checksum is right. */
  readonly orcid?: string;
  readonly affiliations: readonly Affiliation[];
}
/** As people read and say it; citations have forms of their own. */
export const naturalName = ({
  name,
  givenName,
  familyName,
}: Pick<Agent, 'name' | 'givenName' | 'familyName'>): string =>
  givenName && familyName ? `${givenName} ${familyName}` : name;

export interface Affiliation {
  readonly name: string;
  /** `https://ror.org/…` */
  readonly ror?: string;
}
export interface Contributor extends Agent {
  readonly role: string;
}
export interface Subject {
  readonly subject: string;
  readonly subjectScheme?: string;
  readonly schemeUri?: string;
  readonly valueUri?: string;
}
export interface Licence {
  readonly name: string;
  readonly url?: string;
  /** In SPDX's list. */
  readonly spdx?: string;
}
export interface RelatedWork {
  readonly identifier: string;
  readonly type: string;
  readonly relation: string;
  /** Where a reader gets to; absent for what no browser opens. */
  readonly url?: string;
  readonly resourceType?: string;
}
export interface Funding {
  readonly funderName: string;
  readonly funderIdentifier?: string;
  readonly funderIdentifierType?: string;
  readonly awardNumber?: string;
  readonly awardTitle?: string;
  readonly awardUri?: string;
}
export interface DatedEvent {
  readonly date: string;
  readonly type: string;
}
export type AccessTerm = 'open' | 'embargoed' | 'restricted';

/** A registered publication, read from the catalogue's wire once; every format is made from this. */
export interface RegisteredPublication {
  readonly doi: string;
  readonly title: string;
  readonly otherTitles: readonly { readonly title: string; readonly type?: string }[];
  readonly abstract: string;
  readonly descriptions: readonly { readonly description: string; readonly type: string }[];
  readonly creators: readonly Agent[];
  readonly contributors: readonly Contributor[];
  readonly publisher: Affiliation;
  readonly year: number;
  readonly version?: string;
  readonly language?: string;
  /** As the record has it: raw, derived, … */
  readonly resourceType: string;
  readonly subjects: readonly Subject[];
  readonly dates: readonly DatedEvent[];
  readonly sizes: readonly string[];
  readonly formats: readonly string[];
  readonly licences: readonly Licence[];
  readonly related: readonly RelatedWork[];
  /** Works without an identifier, in DataCite's form. */
  readonly relatedItems: readonly unknown[];
  /** What it is called elsewhere: the proposals. */
  readonly alternates: readonly { readonly identifier: string; readonly type: string }[];
  readonly funding: readonly Funding[];
  readonly geoLocations: readonly unknown[];
  /** A new version is being made; what stands here still holds. */
  readonly isAmended: boolean;
  readonly access: AccessTerm;
  /** Day on which the last part opens. */
  readonly opensOn?: string;
  readonly registeredAt?: string;
  readonly changedAt: string;
  readonly datasetPids: readonly string[];
  /** Whose files everybody can have now; absent where nobody asked. */
  readonly online?: readonly { readonly pid: string; /** Bytes. */ readonly size: number }[];
  /** By PID, of those that may be named. */
  readonly datasetNames: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly numberOfFiles: number;
  readonly numberOfDatasets: number;
  readonly numberOfClosed: number;
  /** Unique names, as sets of harvesters have them. */
  readonly beamlines: readonly string[];
  /** The same for people. */
  readonly beamlineNames: readonly string[];
  readonly years: readonly string[];
  readonly techniques: readonly { readonly pid: string; readonly name: string }[];
  readonly keywords: readonly string[];
  /** Names of the quantities that were measured or set. */
  readonly variables: readonly string[];
}

export const doiUrl = (doi: string): string => `https://doi.org/${doi.split('/').map(encodeURIComponent).join('/')}`;
