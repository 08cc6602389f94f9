import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type Caller,
  codedReason,
  conflict,
  forbidden,
  invalid,
  parseScanKey,
  reasonText,
  unavailable,
} from '@scizoo/domain';
import {
  createProducer,
  DEAD_LETTER_HEADERS,
  type EventProducer,
  parseEvent,
  type SciZooEvent,
  topicNames,
} from '@scizoo/messaging';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Rounds } from '../database/rounds';
import { acceptEvent, beamlineOfEvent } from '../ingest/accept-event';
import { BeamlineStaff } from '../ingest/beamline-staff';
import { RegistryService } from '../ingest/registry.service';
import { Surroundings } from '../surroundings';
import { DeadLettersService } from './dead-letters.service';
import type { DeadLetterDetail, LetterVerdict } from './dead-letters.shapes';
import type { StoredDeadLetter } from './stored-letter';

/** Dead letters are mended and sent again, or discarded; each act with who, when and why. */
@Injectable()
export class MendingService implements OnApplicationShutdown {
  private producer?: EventProducer;

  constructor(
    private readonly letters: DeadLettersService,
    private readonly registry: RegistryService,
    private readonly staff: BeamlineStaff,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
    private readonly database: DatabaseService,
    rounds: Rounds,
  ) {
    rounds.every(
      {
        what: 'answers to letters that were sent again',
        whenFailed: 'letters that were sent are looked at again',
        everyMs: 1000,
      },
      () => this.settle(),
    );
  }
  async onApplicationShutdown(): Promise<void> {
    await this.producer?.disconnect();
  }

  /** What the catalogue would say to this text, without taking it: for a page that asks while somebody types. */
  async check(id: string, text: string, caller: Caller): Promise<LetterVerdict> {
    const letter = await this.letters.visible(id, caller);
    const reasons = await this.faultsOf(text, letter, caller);
    return { isAccepted: reasons.length === 0, reasons, reasonCodes: reasons.map(codedReason) };
  }

  /** Sends the text to where the letter came from, under the same key. The answer comes by itself: see `settle`. */
  async resend(id: string, text: string, caller: Caller): Promise<DeadLetterDetail> {
    const letter = await this.letters.visible(id, caller);
    assertOpen(letter);
    const reasons = await this.faultsOf(text, letter, caller);
    if (reasons.length > 0) throw invalid(reasonText('event-again-refused'), reasons);
    const event = parseEvent(text);
    const [at, by] = [new Date(), caller.username ?? ''];
    // Taken first, so that of two who mend at the same time one is told.
    const { modifiedCount } = await this.letters.letters.updateOne(
      { _id: id, state: letter.state },
      {
        $set: { state: 'sent', sentEvent: event.id, sentText: text, sentAt: at },
        $push: { acts: { at, by, act: 'sent', note: null } },
      },
    );
    if (modifiedCount === 0) throw conflict(reasonText('letter-raced'));
    try {
      await this.send(letter, event, text);
    } catch (error) {
      const isBack = { _id: id, state: 'sent' as const };
      await this.letters.letters.updateOne(isBack, { $set: { state: letter.state }, $pop: { acts: 1 } });
      throw error;
    }
    await this.audit(letter, 'resend', caller, { event: event.id });
    return this.letters.detail(id, caller);
  }

  async discard(id: string, reason: string, caller: Caller): Promise<DeadLetterDetail> {
    const letter = await this.letters.visible(id, caller);
    assertOpen(letter);
    const act = { at: new Date(), by: caller.username ?? '', act: 'discarded' as const, note: reason };
    const { modifiedCount } = await this.letters.letters.updateOne(
      { _id: id, state: letter.state },
      { $set: { state: 'discarded' }, $push: { acts: act } },
    );
    if (modifiedCount === 0) throw conflict(reasonText('letter-raced'));
    await this.audit(letter, 'discard', caller, { reason });
    return this.letters.detail(id, caller);
  }

  /** Letters whose event has left its mark are applied; refusals come as new letters. */
  async settle(): Promise<void> {
    const sent = await this.letters.letters
      .find({ state: 'sent' }, { projection: { sentEvent: 1 }, limit: 500 })
      .toArray();
    if (sent.length === 0) return;
    const marks = await this.database.connection
      .collection<{ _id: string }>('eventMarks')
      .find({ _id: { $in: sent.flatMap(({ sentEvent }) => sentEvent ?? []) } }, { projection: { _id: 1 } })
      .toArray();
    const known = new Set(marks.map(({ _id }) => _id));
    for (const { _id, sentEvent } of sent)
      if (sentEvent !== undefined && known.has(sentEvent))
        await this.letters.letters.updateOne(
          { _id, state: 'sent' },
          {
            $set: { state: 'applied' },
            $push: { acts: { at: new Date(), by: 'scicow', act: 'applied', note: null } },
          },
        );
  }

  private async faultsOf(text: string, letter: StoredDeadLetter, caller: Caller): Promise<readonly string[]> {
    let event: SciZooEvent;
    try {
      event = parseEvent(text);
    } catch (error) {
      return reasonsOf(error);
    }
    await this.registry.refresh([event.source]);
    const verdict = acceptEvent(event, this.registry.producer(event.source), this.config.facility);
    if (!('about' in verdict)) return verdict.reasons;
    await this.assertOwn(event, caller);
    return event.subject === letter.key || !isScanKey(letter.key)
      ? []
      : [reasonText('subject-kept', { key: String(letter.key) })];
  }
  /** A mended letter must not become an event of a beamline, or of proposals, for which the mender does not speak. */
  private async assertOwn(event: SciZooEvent, caller: Caller): Promise<void> {
    const beamline = beamlineOfEvent(event);
    if (!(await this.staff.isStaffOf(caller, beamline)))
      throw forbidden(beamline ? reasonText('for-staff', { beamline }) : reasonText('proposals-for-admins'));
  }

  private async send({ _id, topic, key }: StoredDeadLetter, event: SciZooEvent, text: string): Promise<void> {
    const { kafkaBrokers: brokers, kafkaTopicPrefix } = this.config;
    const names = topicNames(kafkaTopicPrefix);
    if (brokers.length === 0) throw unavailable('The catalogue knows no Kafka: KAFKA_BROKERS is not set');
    this.producer ??= createProducer({
      brokers,
      clientId: 'catalogue-mending',
      names,
      logger: this.surroundings.logger,
    });
    // A message of another producer's topic has become one of our events by now.
    const isOurs = topic === names.acquisition || topic === names.proposals;
    const to = isOurs ? topic : names.acquisition;
    const headers = { [DEAD_LETTER_HEADERS.resendOf]: _id };
    await this.producer.sendMessages([{ topic: to, key: isOurs && key ? key : event.subject, value: text, headers }]);
  }

  private async audit(letter: StoredDeadLetter, operation: string, caller: Caller, after: object): Promise<void> {
    const { _id, reasons } = letter;
    await this.database.connection.collection('history').insertOne({
      subsystem: 'DeadLetter',
      documentId: _id,
      operation,
      before: { reasons },
      after,
      timestamp: new Date(),
      user: caller.username ?? '',
    });
    this.surroundings.logger.info({ letter: _id, operation, user: caller.username }, 'dead letter handled');
  }
}

function assertOpen({ state }: StoredDeadLetter): void {
  if (state === 'sent') throw conflict(reasonText('letter-awaited'));
  if (state !== 'open') throw conflict(reasonText('letter-done'));
}
const reasonsOf = (error: unknown): string[] => {
  const { message, details = [] } = error as { message: string; details?: readonly string[] };
  return [message, ...details];
};
function isScanKey(key: string | null): boolean {
  try {
    parseScanKey(key ?? '');
    return true;
  } catch {
    // A key that is none cannot be kept as the subject.
    return false;
  }
}
