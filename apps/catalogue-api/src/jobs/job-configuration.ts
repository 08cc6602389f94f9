import { Injectable, type OnModuleInit } from '@nestjs/common';
import { invalid } from '@scizoo/domain';
import { dirname, resolve } from 'node:path';
import { CatalogueConfig } from '../config';
import { readFacilityObject } from '../configuration/facility-files';
import { Mailer } from '../mail/mailer';
import { Surroundings } from '../surroundings';
import { EmailAction } from './actions/email.action';
import type { Fault, JobAction, Options } from './actions/job-action';
import { RabbitMqAction } from './actions/rabbitmq.action';
import { ErrorAction, LogAction } from './actions/simple.actions';
import { SwitchAction } from './actions/switch.action';
import { UrlAction } from './actions/url.action';
import { ValidateAction } from './actions/validate.action';
import { jobFault } from './job-fault';
import { Messages } from './messages';

/** What may be done with jobs of one type, and what follows. */
export interface JobOperation {
  readonly auth: string;
  readonly actions: readonly JobAction[];
}
export interface JobType {
  readonly jobType: string;
  readonly create: JobOperation;
  readonly update: JobOperation;
}

const CREATE_AUTH = ['#all', '#authenticated', '#datasetPublic', '#datasetAccess', '#datasetOwner', '#jobAdmin'];
const UPDATE_AUTH = ['#all', '#jobAdmin', '#jobOwnerUser', '#jobOwnerGroup'];
const SETTING = 'JOB_CONFIGURATION_FILE';

const isMap = (value: unknown): value is Options =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The types of jobs of this facility, from SciCat's configuration file. A fault in it ends the start with a sentence. */
@Injectable()
export class JobConfiguration implements OnModuleInit {
  private types = new Map<string, JobType>();
  private version: string | undefined;
  private folder = '';

  constructor(
    private readonly config: CatalogueConfig,
    private readonly mailer: Mailer,
    private readonly messages: Messages,
    private readonly surroundings: Surroundings,
  ) {}

  async onModuleInit(): Promise<void> {
    const path = this.config.jobConfigurationFile;
    if (path === undefined) return;
    this.folder = dirname(resolve(path));
    const file = await readFacilityObject(SETTING, path);
    const fault: Fault = (text) => invalid(`${SETTING} ${path}: ${text}`);
    const { configVersion, jobs } = file;
    if (configVersion !== undefined && configVersion !== null) this.version = String(configVersion as string | number);
    if (!Array.isArray(jobs)) throw fault('jobs must be a list');
    for (const [i, given] of jobs.entries()) this.add(given, (text) => fault(`jobs[${i}] ${text}`));
    this.surroundings.logger.info({ types: [...this.types.keys()], configVersion: this.version }, 'types of jobs read');
  }

  get configVersion(): string | undefined {
    return this.version;
  }
  find(type: string): JobType | undefined {
    return this.types.get(type);
  }
  /** @throws 400 */
  get(type: string): JobType {
    const found = this.types.get(type);
    if (!found) throw jobFault(`Invalid job type: ${type}`);
    return found;
  }

  private add(given: unknown, fault: Fault): void {
    if (!isMap(given)) throw fault('must be an object');
    const { jobType, create, update } = given;
    if (typeof jobType !== 'string' || jobType === '') throw fault('has no jobType');
    if (this.types.has(jobType)) throw fault(`has the jobType ${jobType}, which stands there twice`);
    this.types.set(jobType, {
      jobType,
      create: this.operation(create, CREATE_AUTH, (text) => fault(`create: ${text}`)),
      update: this.operation(update, UPDATE_AUTH, (text) => fault(`update: ${text}`)),
    });
  }
  private operation(given: unknown, known: readonly string[], fault: Fault): JobOperation {
    if (!isMap(given)) throw fault('must be an object with auth and actions');
    const { auth, actions } = given;
    if (typeof auth !== 'string' || auth === '') throw fault('has no auth');
    if (auth.startsWith('#') && !known.includes(auth)) throw fault(`auth ${auth} is not one of ${known.join(', ')}`);
    return { auth, actions: this.actions(actions, fault) };
  }
  private readonly actions = (given: unknown, fault: Fault): JobAction[] => {
    if (given === undefined || given === null) return [];
    if (!Array.isArray(given)) throw fault('actions must be a list');
    return given.map((options: unknown, i) => this.action(options, (text) => fault(`actions[${i}]: ${text}`)));
  };
  private action(options: unknown, fault: Fault): JobAction {
    if (!isMap(options)) throw fault('must be an object');
    const { logger } = this.surroundings;
    switch (options['actionType']) {
      case 'log':
        return new LogAction(options, logger, fault);
      case 'validate':
        return new ValidateAction(options, fault);
      case 'email':
        return new EmailAction(options, this.mailer, this.folder, fault);
      case 'url':
        return new UrlAction(options, this.config.jobUrlHosts, logger, fault);
      case 'rabbitmq':
        return new RabbitMqAction(options, this.messages, fault);
      case 'switch':
        return new SwitchAction(options, this.actions, fault);
      case 'error':
        return new ErrorAction(options, fault);
      default:
        throw fault(`actionType ${String(options['actionType'])} is not known`);
    }
  }
}
