import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { AttachmentsService } from '../attachments/attachments.service';
import { DatasetsService } from '../datasets/datasets.service';
import { ProposalsService } from '../proposals/proposals.service';
import type { FormPopulateData } from './published-data.record';

/** What is known about a dataset that somebody is going to publish, as far as they may read it. */
@Injectable()
export class FormData {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly proposals: ProposalsService,
    private readonly attachments: AttachmentsService,
  ) {}

  async of(pid: string, caller: Caller): Promise<FormPopulateData> {
    const dataset = await this.datasets.ifReadable(pid, caller);
    if (!dataset) return {};
    const { type, description } = dataset as { type?: string; description?: string };
    const proposalId = ((dataset['proposalIds'] ?? []) as string[])[0];
    const mayReadProposal = proposalId !== undefined && (await this.proposals.canAccess(proposalId, caller));
    const proposal = mayReadProposal ? await this.proposals.readable(proposalId, caller) : undefined;
    const { title, abstract } = (proposal ?? {}) as { title?: string; abstract?: string };
    const attached = await this.attachments.listOf({ type: 'dataset', id: pid });
    const thumbnail = attached[0]?.['thumbnail'] as string | undefined;
    return {
      ...(type !== undefined && { resourceType: type }),
      ...(description !== undefined && { description }),
      ...(title !== undefined && { title }),
      ...(abstract !== undefined && { abstract }),
      ...(thumbnail !== undefined && { thumbnail }),
    };
  }
}
