import { Injectable } from '@nestjs/common';
import { unavailable } from '@scizoo/domain';
import { CatalogueConfig } from '../../config';
import { GlobusAuth } from './globus-auth';
import { GlobusClient, type TaskState, type TransferOrder } from './globus-client';
import { type AskedConsent, GlobusConsents } from './globus-consents';
import { ConsentMissing, GlobusRefused } from './globus-refused';

/** A person has to say yes at Globus before the job goes on. */
export class ConsentNeeded extends Error {
  constructor(readonly consent: AskedConsent) {
    super('Globus wants a consent');
  }
}

/** Transfers of jobs: by the account of the facility, or in the name of whoever gave a consent for the job. */
@Injectable()
export class GlobusTransfers {
  readonly isSet: boolean;
  private readonly auth?: GlobusAuth;
  private readonly known?: GlobusClient;

  constructor(
    config: CatalogueConfig,
    private readonly consents: GlobusConsents,
  ) {
    const { globusClientId: id, globusClientSecret: secret, globusAuthUrl: authUrl, globusFile } = config;
    this.isSet = id !== undefined && secret !== undefined && globusFile !== undefined;
    if (!this.isSet) return;
    this.auth = new GlobusAuth({ id: id!, secret: secret!, authUrl });
    this.known = new GlobusClient(this.auth);
  }
  private get client(): GlobusClient {
    if (!this.known) throw unavailable('Globus is not set up here');
    return this.known;
  }

  /** Sent again with the same submission, an order is still one task; a submission belongs to whoever asked for it. */
  submissionId(job: string): Promise<string> {
    return this.inNameOf(job, (as) => this.client.submissionId(as));
  }
  /** @throws ConsentNeeded, GlobusRefused */
  submit(job: string, order: TransferOrder): Promise<string> {
    return this.inNameOf(job, (as) => this.client.submit(order, as));
  }
  /** @throws ConsentNeeded, GlobusRefused */
  stateOf(job: string, taskId: string): Promise<TaskState> {
    return this.inNameOf(job, (as) => this.client.stateOf(taskId, as));
  }
  /** @throws ConsentNeeded, GlobusRefused */
  cancel(job: string, taskId: string): Promise<void> {
    return this.inNameOf(job, (as) => this.client.cancel(taskId, as));
  }

  async hasConsent(job: string): Promise<boolean> {
    return (await this.consents.tokenFor(job)) !== undefined;
  }
  /** The job that a consent is for. @throws 400 */
  jobOf(state: unknown): string {
    return this.consents.jobOf(state);
  }
  /** @throws 400, 409, 503 */
  async consent(state: string, code: string): Promise<void> {
    if (!this.auth) throw unavailable('Globus is not set up here');
    await this.consents.take(this.auth, state, code);
  }
  forget(job: string): Promise<void> {
    return this.consents.forget(job);
  }

  private async inNameOf<T>(job: string, work: (as: string | undefined) => Promise<T>): Promise<T> {
    try {
      return await work(await this.consents.tokenFor(job));
    } catch (error) {
      if (!(error instanceof ConsentMissing)) throw error;
      // A token that is no longer good must not be tried again and again.
      await this.consents.forget(job);
      const consent = this.consents.ask(this.auth!, job, error.scopes);
      if (consent) throw new ConsentNeeded(consent);
      throw new GlobusRefused('ConsentRequired', { code: 'noConsentPossible' });
    }
  }
}
