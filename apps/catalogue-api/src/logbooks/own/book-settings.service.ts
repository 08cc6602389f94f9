import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  attributeFaults,
  type AttributeFault,
  type Caller,
  conflict,
  type DefinitionFault,
  definitionFaults,
  forbidden,
  invalid,
} from '@scizoo/domain';
import type { Connection } from 'mongoose';
import type { AskedAttribute, LogbookSettings, LogbookSettingsChange, LogbookTemplate } from './book';
import { type Book, BooksService } from './books.service';

interface StoredSettings {
  readonly _id: string;
  readonly attributes: readonly AskedAttribute[];
  readonly templates: readonly LogbookTemplate[];
  readonly revision: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}
const NONE: LogbookSettings = {
  attributes: [],
  templates: [],
  from: null,
  revision: 0,
  changedBy: null,
  changedAt: null,
};

/** What a book asks of its entries, and its templates. A proposal's book takes over those of its beamline until it has its own. */
@Injectable()
export class BookSettings {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly books: BooksService,
  ) {}
  private get settings() {
    return this.connection.collection<StoredSettings>('logbookBooks');
  }

  async of(book: Book): Promise<LogbookSettings> {
    const parents = book.beamlines.map((name) => `beamline:${name}`);
    const found = await this.settings.find({ _id: { $in: [book.id, ...parents] } }).toArray();
    const id = [book.id, ...parents].find((one) => found.some(({ _id }) => _id === one));
    const stored = found.find(({ _id }) => _id === id);
    if (!stored) return NONE;
    const isOwn = stored._id === book.id;
    return {
      attributes: [...stored.attributes],
      templates: [...stored.templates],
      from: isOwn ? null : stored._id,
      revision: isOwn ? stored.revision : 0,
      changedBy: stored.changedBy,
      changedAt: stored.changedAt,
    };
  }
  async show(id: string, caller: Caller): Promise<LogbookSettings> {
    return this.of(await this.books.open(id, caller));
  }

  /** @throws 403, 400 that names what is wrong, 409 when somebody was quicker */
  async change(id: string, change: LogbookSettingsChange, caller: Caller): Promise<LogbookSettings> {
    const book = await this.books.openForWriting(id, caller);
    if (!this.books.mayDefine(book, caller))
      throw forbidden(
        'Only the owner group of the proposal and the staff of the beamline say what entries are asked for',
      );
    const { revision, attributes, templates } = change;
    assertSensible(attributes, templates);
    const next = { attributes, templates, revision: revision + 1, changedBy: caller.username, changedAt: new Date() };
    await this.store(id, revision, next);
    return this.of(book);
  }
  private async store(id: string, revision: number, next: Omit<StoredSettings, '_id'>): Promise<void> {
    try {
      const filter = revision === 0 ? { _id: id, revision: 0 } : { _id: id, revision };
      const { matchedCount, upsertedCount } = await this.settings.updateOne(
        filter,
        { $set: next },
        { upsert: revision === 0 },
      );
      if (matchedCount + upsertedCount > 0) return;
    } catch (error) {
      // Its first settings were written by two people at once.
      if ((error as { code?: number }).code !== 11_000) throw error;
    }
    throw conflict('Somebody has changed the settings of this logbook since');
  }
}

const ABOUT: Readonly<Record<AttributeFault['code'] | DefinitionFault['code'], string>> = {
  required: 'is needed',
  'not-a-number': 'is a number',
  'not-whole': 'is a whole number',
  'too-small': 'is at least',
  'too-large': 'is at most',
  'too-long': 'is too long; the most characters are',
  'no-choice': 'is one of its choices, each once',
  'not-a-text': 'is a text',
  'not-a-list': 'is a list of choices',
  unknown: 'is not asked for in this logbook',
  doubled: 'is there twice',
  'no-choices': 'needs choices',
  'min-above-max': 'has a smallest value above its largest',
};

/** @throws 400 with one sentence a fault */
export function assertAttributes(
  attributes: readonly AskedAttribute[],
  values: Readonly<Record<string, unknown>>,
  before?: Readonly<Record<string, unknown>>,
): void {
  const faults = attributeFaults(attributes, values, before);
  if (faults.length > 0)
    throw invalid(
      'The attributes are not as the logbook asks',
      faults.map(({ field, code, detail }) => `attributes.${field} ${ABOUT[code]}${detail ? ` ${detail}` : ''}`),
    );
}
function assertSensible(attributes: readonly AskedAttribute[], templates: readonly LogbookTemplate[]): void {
  const faults = definitionFaults(attributes).map(({ at, code }) => `attributes.${at} ${ABOUT[code]}`);
  const doubled = templates.findIndex(({ name }, at) => templates.findIndex((other) => other.name === name) !== at);
  if (doubled >= 0) faults.push(`templates.${doubled} ${ABOUT.doubled}`);
  // A template may leave open what is needed, but says nothing that would be refused.
  const optional = attributes.map((attribute) => ({ ...attribute, required: false }));
  templates.forEach(({ attributes: values = {} }, at) => {
    for (const { field, code } of attributeFaults(optional, values))
      faults.push(`templates.${at}.attributes.${field} ${ABOUT[code]}`);
  });
  if (faults.length > 0) throw invalid('The settings are not valid', faults);
}
