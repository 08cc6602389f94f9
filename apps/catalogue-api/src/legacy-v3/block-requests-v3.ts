import type { StreamableFile } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { faultTexts, type Shape } from '@scizoo/service-kit';
import { assertSignedIn } from '../access';
import type { BlockAccess } from '../file-lists/block-access';
import { areFew, type BlockAnswers, type Showing } from '../file-lists/block-answers';
import type { BlockKind } from '../file-lists/block-kind';
import type { FileBlocksService } from '../file-lists/file-blocks.service';
import { parameterOf, type QueryString } from '../query/json-parameter';
import { v3Query } from '../query/v3-filter';
import type { Count, Validity } from '../schema/answers';
import { checked, faultsOf } from '../schema/checked';
import type { Fields, Stored } from '../schema/record-kind';

export type BlockAnswer = Promise<Fields | StreamableFile>;
export type BlocksAnswer = Promise<Fields[] | StreamableFile>;

export interface BlockShapes {
  readonly create: Shape;
  readonly createOfDataset: Shape;
  readonly update: Shape;
}
const WRITTEN: Showing = { withId: true, withFileIds: true };

/** What SciCat's older routes do with blocks, the same for both kinds and on their own routes and those of a dataset. */
export class BlockRequestsV3 {
  constructor(
    private readonly block: BlockKind,
    private readonly shapes: BlockShapes,
    private readonly blocks: FileBlocksService,
    private readonly answers: BlockAnswers,
    private readonly access: BlockAccess,
  ) {}

  /** @param pid the dataset, when it is in the path */
  async create(body: unknown, caller: Caller, pid?: string): BlockAnswer {
    assertSignedIn(caller);
    const given = checked(pid === undefined ? this.shapes.create : this.shapes.createOfDataset, body) as Fields;
    const block = await this.blocks.create(pid === undefined ? given : { ...given, datasetId: pid }, caller);
    return this.answers.one(this.block, block, WRITTEN);
  }
  validity(body: unknown, isOfDataset: boolean): Validity {
    const errors = faultsOf(isOfDataset ? this.shapes.createOfDataset : this.shapes.create, body);
    return { valid: errors.length === 0, errors: faultTexts(errors) };
  }

  async list(query: QueryString, caller: Caller): BlocksAnswer {
    assertSignedIn(caller);
    const parsed = v3Query(this.block.kind, parameterOf(query, 'filter'));
    return this.shown(await this.blocks.list(parsed, this.access.scopeOf(caller)), parsed);
  }
  /** Of a dataset that the caller may read. */
  async listOf(pid: string, query: QueryString): BlocksAnswer {
    const parsed = v3Query(this.block.kind, parameterOf(query, 'filter'));
    return this.shown(await this.blocks.listOf(pid, parsed), parsed);
  }
  shown(blocks: readonly Stored[], { fields }: Pick<Showing, 'fields'> = {}): BlocksAnswer {
    return this.answers.list(this.block, blocks, { fields, withId: true });
  }
  async countOf(pid: string): Promise<Count> {
    return { count: await this.blocks.countOf(pid) };
  }
  async one(id: string, caller: Caller): BlockAnswer {
    return this.answers.one(this.block, await this.blocks.readable(id, caller), { withId: true });
  }

  async change(
    id: string,
    body: unknown,
    caller: Caller,
    where: { unmodifiedSince?: string | undefined; pid?: string },
  ): BlockAnswer {
    assertSignedIn(caller);
    const patch = checked(this.shapes.update, body) as Fields;
    return this.answers.one(this.block, await this.blocks.change(id, patch, caller, where), WRITTEN);
  }
  async remove(id: string, caller: Caller, pid?: string): BlockAnswer {
    return this.answers.one(this.block, await this.blocks.remove(id, caller, pid), { withId: true });
  }
  /** Long lists do not come back: they are gone. */
  async removeAll(pid: string, caller: Caller): BlocksAnswer {
    this.blocks.assertMayDelete(caller);
    const present = await this.blocks.listOf(pid);
    const fields = areFew(present) ? undefined : ['size'];
    const removed: Stored[] = [];
    for (const { _id } of present) {
      const { files, ...block } = await this.blocks.remove(_id, caller, pid);
      removed.push(fields ? block : { ...block, files });
    }
    return this.answers.list(this.block, removed, { fields, withId: true });
  }
}
