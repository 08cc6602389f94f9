import { invalid, unavailable } from '@scizoo/domain';
import type { ReceivedMessage, Rejection, Rejections } from '@scizoo/messaging';
import { type Catalogue, CatalogueAway, type EventResult } from './catalogue';
import { screen, type Screened } from './lines';
import { mapped, type MappingOfTopic } from './mappings/mapping';

const FAULTS_BELIEVED = 8;
const NARROWING_MS = 120_000;
const INTERNAL_FAULT = 500;

export interface HandoverOptions {
  readonly compactedTopics: readonly string[];
  /** By topic: how its messages become events. */
  readonly mappings?: ReadonlyMap<string, MappingOfTopic>;
  readonly onVerdict?: (status: EventResult['status']) => void;
}

/** Hands messages of one partition on to the catalogue and tells which of them it did not take. */
export class EventHandover {
  /** Internal faults of the catalogue in a row, by partition. */
  private readonly faults = new Map<string, number>();
  private readonly narrowingUntil = new Map<string, number>();

  constructor(
    private readonly catalogue: Pick<Catalogue, 'send'>,
    private readonly options: HandoverOptions,
  ) {}

  async take(messages: readonly ReceivedMessage[]): Promise<Rejections> {
    const rejections = new Map<number, Rejection>();
    const lines: Buffer[] = [];
    const positions: number[] = [];
    messages.forEach((message, index) => {
      const screened = this.screened(message);
      if (screened === 'nothing') return;
      if ('rejection' in screened) rejections.set(index, screened.rejection);
      else
        for (const line of screened.lines) {
          lines.push(line);
          positions.push(index);
        }
    });
    const results = lines.length === 0 ? [] : await this.send(lines, messages[0] as ReceivedMessage);
    // Counted now: a batch that the catalogue could not take comes again.
    for (const _ of rejections) this.options.onVerdict?.('rejected');
    results.forEach(({ status, reasons }, i) => {
      this.options.onVerdict?.(status);
      if (status !== 'rejected') return;
      rejections.set(positions[i] as number, { errorClass: 'invalid', reasons: reasons ?? [] });
    });
    return rejections;
  }

  /** Other producers' messages become events; our own stay the bytes they are. */
  private screened(message: ReceivedMessage): Screened {
    const mapping = this.options.mappings?.get(message.topic);
    return mapping ? mapped(mapping, message) : screen(message, this.options.compactedTopics);
  }

  private async send(lines: readonly Buffer[], { topic, partition }: ReceivedMessage) {
    const place = `${topic}/${partition}`;
    try {
      const results = await this.catalogue.send(lines);
      this.faults.delete(place);
      return results;
    } catch (error) {
      if (!(error instanceof CatalogueAway)) throw error;
      if (error.status === INTERNAL_FAULT && this.isPoisoned(place)) throw invalid(error.message);
      throw unavailable(error.message, error);
    }
  }

  /**
   * A catalogue that fails on the same batch again and again has met an event that it cannot digest. From then on its
   * failures count against the batch, which is narrowed down to that event.
   */
  private isPoisoned(place: string): boolean {
    const now = Date.now();
    if ((this.narrowingUntil.get(place) ?? 0) > now) return true;
    const faults = (this.faults.get(place) ?? 0) + 1;
    this.faults.set(place, faults);
    if (faults < FAULTS_BELIEVED) return false;
    this.faults.delete(place);
    this.narrowingUntil.set(place, now + NARROWING_MS);
    return true;
  }
}
