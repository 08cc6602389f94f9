import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, invalid, mayCreateDataset } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService, CallerOf } from '../access';
import { CatalogueConfig } from '../config';
import { DatasetsService } from '../datasets/datasets.service';
import { checked } from '../schema/checked';
import { Answers, AnswersBytes, Asks, Names, Takes } from '../schema/openapi';
import { DownloadLinks } from './download-links';
import { Downloads } from './downloads.service';
import { FileAnswers } from './file-answers';
import { notebookOf } from './notebook';
import { DownloadLink, FileSelection, LinkRequest, Retrieval } from './retrieval.shapes';
import { Ways } from './ways.service';
import { addressOf } from './address';
import { attachmentNamed } from './zip-names';

const SHOWN_AT_MOST = 100;

function listed(files: unknown): string[] | undefined {
  if (files === undefined) return undefined;
  const paths = [files].flat();
  if (paths.some((path) => typeof path !== 'string' || path === '' || path.length > 4096))
    throw invalid('files must be paths of files, one each');
  return paths as string[];
}

/** Files of a dataset: one, some or all, for whoever may read it. The folder is the catalogue's, never the caller's. */
@ApiTags('retrieval')
@Controller('api/v4')
export class DownloadsController {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly downloads: Downloads,
    private readonly links: DownloadLinks,
    private readonly answers: FileAnswers,
    private readonly ways: Ways,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
  ) {}

  @Get('datasets/:pid/retrieval')
  @Names('pid')
  @Answers(Retrieval)
  async retrieval(@Param('pid') pid: string, @CallerOf() caller: Caller): Promise<Retrieval> {
    return this.ways.of(await this.datasets.forFiles(pid, caller), caller);
  }

  /** For Jupyter: gets the files with scitacean, and registers the result. */
  @Get('datasets/:pid/notebook')
  @Names('pid')
  @AnswersBytes('application/x-ipynb+json')
  async notebook(@Param('pid') pid: string, @CallerOf() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const dataset = await this.datasets.forFiles(pid, caller);
    const [name, sourceFolder] = ['datasetName', 'sourceFolder'].map((member) => String(dataset[member] ?? '')) as [
      string,
      string,
    ];
    const ownGroup = this.groupForResult(String(dataset['ownerGroup']), caller);
    const address = addressOf(this.config);
    const notebook = JSON.stringify(notebookOf({ pid, name, ownGroup, sourceFolder, address }), undefined, 1);
    void reply
      .headers({ 'content-type': 'application/x-ipynb+json', 'content-disposition': attachmentNamed(`${name}.ipynb`) })
      .send(notebook);
  }

  /** The group of the dataset where the reader may register something for it, else one of their own. */
  private groupForResult(ownerGroup: string, caller: Caller): string {
    const mayUse = (group: string) => mayCreateDataset(caller, this.access.groups, group, false);
    return [ownerGroup, ...caller.groups].find(mayUse) ?? ownerGroup;
  }

  @Get('datasets/:pid/files/*')
  @Names('pid')
  @AnswersBytes('application/octet-stream')
  async file(
    @Param('pid') pid: string,
    @Param('*') path: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.file(request, reply, path, await this.downloads.file(pid, path, caller));
  }

  @Get('datasets/:pid/download')
  @Names('pid')
  @Asks('files')
  @AnswersBytes('application/zip')
  async zip(
    @Param('pid') pid: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.answers.zip(request, reply, await this.downloads.bundle(pid, listed(query['files']), caller));
  }

  /** For more files than fit into an address. */
  @Post('datasets/:pid/download')
  @Names('pid')
  @Takes(FileSelection)
  @AnswersBytes('application/zip')
  async zipOf(
    @Param('pid') pid: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { files } = checked(FileSelection, body ?? {}) as FileSelection;
    this.answers.zip(request, reply.status(200), await this.downloads.bundle(pid, files, caller));
  }

  /** A link that works without any other credential until it ends. */
  @Post('datasets/:pid/download-links')
  @HttpCode(201)
  @Names('pid')
  @Takes(LinkRequest)
  @Answers(DownloadLink, 201)
  async link(@Param('pid') pid: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<DownloadLink> {
    const { files, plain = false } = checked(LinkRequest, body ?? {}) as LinkRequest;
    if (plain && files?.length !== 1) throw invalid('plain is for one file: name it in files');
    const bundle = await this.downloads.bundle(pid, files, caller);
    const { path, expiresAt } = await this.links.make({ pid, ...(files && { files }), plain }, caller);
    return {
      url: `${(this.config.publicUrl ?? '').replace(/\/+$/u, '')}${path}`,
      expiresAt,
      files: bundle.files,
      bytes: bundle.bytes,
      leftOut: bundle.leftOut.slice(0, SHOWN_AT_MOST).map(({ path }) => path),
    };
  }

  @Get('downloads')
  @Asks('token')
  @AnswersBytes('application/octet-stream')
  async linked(
    @Query('token') token: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { pid, files, plain, caller } = await this.links.open(token);
    const [path] = files ?? [];
    if (plain && path !== undefined)
      return this.answers.file(request, reply, path, await this.downloads.file(pid, path, caller));
    this.answers.zip(request, reply, await this.downloads.bundle(pid, files, caller));
  }
}
