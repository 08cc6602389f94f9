import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req } from '@nestjs/common';
import { conflict, forbidden, invalid, notFound } from '@scizoo/domain';
import type { FastifyRequest } from 'fastify';
import { ScoringFeed } from './feed';
import type { ScoredItem } from './scorer';

type Json = Readonly<Record<string, unknown>>;
const MOST_ITEMS = 10_000;
const LONGEST_QUERY = 1000;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** What changes the items is for programs of this machine only. */
function assertLocal({ ip }: FastifyRequest): void {
  if (!LOOPBACK.has(ip)) throw forbidden('Items can be changed from this machine only');
}
function itemOf(given: unknown, id?: string): ScoredItem {
  const { id: own = id, group = 'default', fields } = (given ?? {}) as Json;
  const isFine =
    typeof own === 'string' && own !== '' && typeof group === 'string' && fields !== null && typeof fields === 'object';
  if (!isFine) throw invalid('An item needs id, group and fields');
  return { id: own, group, fields: fields as Json };
}

/** The scoring service (PSS): words of items against words of a question. */
@Controller('scoring')
export class ScoringController {
  private readonly startedAt = new Date();
  private computed?: { readonly started: Date; ended?: Date; error?: string };
  constructor(private readonly feed: ScoringFeed) {}

  @Get()
  status() {
    return { started: this.startedAt, uptime: (Date.now() - this.startedAt.getTime()) / 1000 };
  }

  @Post('score')
  @HttpCode(200)
  async score(@Body() body: unknown) {
    const { query, itemIds = [], group = '', limit = -1 } = (body ?? {}) as Json;
    if (typeof query !== 'string' || query.length > LONGEST_QUERY) throw invalid('query must be a text');
    if (!Array.isArray(itemIds) || itemIds.length > MOST_ITEMS)
      throw invalid(`itemIds must be a list of at most ${MOST_ITEMS}`);
    if (typeof group !== 'string' || typeof limit !== 'number')
      throw invalid('group must be a text and limit a number');
    const started = new Date();
    const scorer = await this.feed.current();
    const ids = itemIds.length === 0 ? undefined : itemIds.map(String);
    const { terms, scores } = scorer.score(query, group || undefined, ids, limit);
    const request = { query, itemIds, group, limit };
    return {
      request,
      query: { query, terms },
      scores,
      dimension: scores.length,
      computeInProgress: this.isComputing,
      started,
      ended: new Date(),
    };
  }

  // What is told is as new as the lists of the catalogue: an item of a dataset that was closed again is gone.
  @Get('items/count')
  async countItems() {
    return { count: (await this.feed.current()).items().length };
  }
  @Get('items')
  async items() {
    return (await this.feed.current()).items().slice(0, MOST_ITEMS);
  }
  @Post('items')
  create(@Body() body: unknown, @Req() request: FastifyRequest) {
    assertLocal(request);
    const items = (Array.isArray(body) ? body : [body]).map((item) => itemOf(item));
    // All of them or none.
    const taken = items.find(
      ({ id }, n) => this.feed.scorer.find(id) ?? items.slice(0, n).some((before) => before.id === id),
    );
    if (taken) throw conflict(`There is an item ${taken.id} already`);
    for (const item of items) this.feed.scorer.put(item);
    return { success: true, items_created: items.length, items_ids: items.map(({ id }) => id) };
  }
  @Get('items/:id')
  async item(@Param('id') id: string): Promise<ScoredItem> {
    const item = (await this.feed.current()).find(id);
    if (!item) throw notFound();
    return item;
  }
  @Put('items/:id')
  async replace(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    assertLocal(request);
    await this.item(id);
    this.feed.scorer.remove(id);
    this.feed.scorer.put({ ...itemOf(body, id), id });
    return { success: true };
  }
  /** What is given replaces what was; of the fields, those that are given. */
  @Patch('items/:id')
  async change(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest) {
    assertLocal(request);
    const before = await this.item(id);
    const { group = before.group, fields = {} } = (body ?? {}) as Json;
    const changed = itemOf({ id, group, fields: { ...before.fields, ...(fields as Json) } });
    this.feed.scorer.remove(id);
    this.feed.scorer.put(changed);
    return { success: true };
  }
  @Delete('items/:id')
  remove(@Param('id') id: string, @Req() request: FastifyRequest) {
    assertLocal(request);
    if (!this.feed.scorer.remove(id)) throw notFound();
    return { success: true };
  }

  @Get('terms')
  async terms() {
    return (await this.feed.current()).terms().slice(0, MOST_ITEMS);
  }
  @Get('terms/count')
  async countTerms() {
    return { count: (await this.feed.current()).terms().length };
  }

  /** Those of the items as they are now: weights follow each change by themselves. */
  @Get('weights')
  async weights() {
    return (await this.feed.current()).weights(MOST_ITEMS);
  }
  @Get('weights/count')
  async countWeights() {
    return { count: (await this.feed.current()).countOfWeights() };
  }

  /** Reads what has changed in the catalogue; it goes on after the answer. @throws 409 while one is under way */
  @Post('compute')
  compute(@Req() request: FastifyRequest) {
    assertLocal(request);
    if (this.isComputing) throw conflict('A computation is under way');
    const computed: { readonly started: Date; ended?: Date; error?: string } = { started: new Date() };
    this.computed = computed;
    void this.feed
      .current()
      .catch(() => (computed.error = 'The catalogue does not answer'))
      .finally(() => (computed.ended = new Date()));
    return { success: true };
  }
  @Get('compute')
  computation() {
    if (!this.computed) throw notFound();
    const { started, ended, error } = this.computed;
    return {
      ...{ requested: started, started, ended: ended ?? null },
      progressPercent: ended ? 1 : 0,
      progressDescription: error ?? (ended ? 'Done' : 'Reading what has changed'),
      inProgress: !ended,
    };
  }
  private get isComputing(): boolean {
    return this.computed !== undefined && this.computed.ended === undefined;
  }
}
