import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { decodeKeys, encodeKeys, notFound } from '@scizoo/domain';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { DEFAULT_THEME, defaultFrontendConfig } from './default-frontend';
import { readFacilityObject } from './facility-files';

type Data = Record<string, unknown>;
interface StoredConfig {
  readonly _id: string;
  readonly cid: string;
  readonly data: Data;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
export const FRONTEND_CONFIG = 'frontendConfig';
export const FRONTEND_THEME = 'frontendTheme';
/** Who wrote what came from a file; whatever somebody else has edited stays. */
const FILES = 'system';

/** Configurations that admins may edit while the catalogue runs: those of web programs, and others by setting. */
@Injectable()
export class RuntimeConfigService implements OnModuleInit {
  private readonly configs: Collection<StoredConfig>;
  constructor(
    @InjectConnection() connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly database: DatabaseService,
  ) {
    this.configs = connection.collection('runtimeConfigs') as unknown as Collection<StoredConfig>;
  }

  /** A file with faults ends the start with a sentence, before the database is asked. */
  async onModuleInit(): Promise<void> {
    const { frontendConfigFile, frontendThemeFile, datasetTypesFile, proposalTypesFile } = this.config;
    const sources: Record<string, Data> = {
      [FRONTEND_CONFIG]: await this.read(
        'FRONTEND_CONFIG_FILE',
        frontendConfigFile,
        defaultFrontendConfig(this.config),
      ),
      [FRONTEND_THEME]: await this.read('FRONTEND_THEME_FILE', frontendThemeFile, DEFAULT_THEME),
    };
    const further: Record<string, () => Promise<Data>> = {
      datasetTypes: () => this.read('DATASET_TYPES_FILE', datasetTypesFile),
      proposalTypes: () => this.read('PROPOSAL_TYPES_FILE', proposalTypesFile),
      publishedDataConfig: () => this.read('PUBLISHED_DATA_CONFIG_FILE', this.config.publishedDataConfigFile),
    };
    for (const cid of this.config.configSyncToDbList)
      sources[cid] ??= Object.hasOwn(further, cid) ? await further[cid]!() : {};
    this.database.atStart('configurations', async () => {
      for (const [cid, data] of Object.entries(sources)) await this.keep(cid, encodeKeys(data) as Data);
    });
  }
  private read(setting: string, path: string | undefined, initial: Data = {}): Promise<Data> {
    return path === undefined ? Promise.resolve(initial) : readFacilityObject(setting, path);
  }
  private async keep(cid: string, data: Data): Promise<void> {
    const now = new Date();
    const created = { _id: cid, cid, data, createdBy: FILES, updatedBy: FILES, createdAt: now, updatedAt: now };
    await this.configs.updateOne({ _id: cid }, { $setOnInsert: created }, { upsert: true });
    await this.configs.updateOne(
      { _id: cid, updatedBy: FILES, data: { $ne: data } },
      { $set: { data, updatedAt: now } },
    );
  }

  /** @throws not found */
  async find(cid: string): Promise<StoredConfig> {
    const found = await this.configs.findOne({ _id: cid }, { maxTimeMS: 2000 });
    if (!found) throw notFound(`Config '${cid}' not found`);
    return shown(found);
  }
  /** @throws not found */
  async replace(cid: string, data: Data, username: string): Promise<StoredConfig> {
    const replaced = await this.configs.findOneAndUpdate(
      { _id: cid },
      { $set: { data: encodeKeys(data) as Data, updatedBy: username, updatedAt: new Date() } },
      { returnDocument: 'after' },
    );
    if (!replaced) throw notFound(`Config '${cid}' not found`);
    return shown(replaced);
  }
}

const shown = (stored: StoredConfig): StoredConfig => ({ ...stored, data: decodeKeys(stored.data) as Data });
