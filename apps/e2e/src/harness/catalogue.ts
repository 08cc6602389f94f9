import { type APIRequestContext, expect } from '@playwright/test';
import { place } from './place';
import { passwordOf } from './stack';

/** The catalogue as a script uses it: one call each, as one of the demo accounts. */
export class CatalogueScript {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly headers: Record<string, string>,
  ) {}

  static async as(request: APIRequestContext, username: string): Promise<CatalogueScript> {
    const data = { username, password: await passwordOf(place().dataDir, username) };
    const answer = await request.post(`${place().url}/api/v3/auth/login`, { data });
    const { id } = (await answer.json()) as { id: string };
    return new CatalogueScript(request, { authorization: `Bearer ${id}` });
  }

  async send<T>(method: 'POST' | 'PATCH' | 'PUT', path: string, data: object): Promise<T> {
    const answer = await this.request.fetch(`${place().url}${path}`, { method, data, headers: this.headers });
    expect([path, answer.ok()]).toEqual([path, true]);
    return (await answer.json()) as T;
  }
  /** What the catalogue says to who may not, or asks for nonsense. */
  async refused(method: 'PUT', path: string, data: object): Promise<{ status: number; message: string }> {
    const answer = await this.request.fetch(`${place().url}${path}`, { method, data, headers: this.headers });
    return { status: answer.status(), message: ((await answer.json()) as { message: string }).message };
  }
  async get<T>(path: string): Promise<T> {
    return (await (await this.request.get(`${place().url}${path}`, { headers: this.headers })).json()) as T;
  }
}

const DAY = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
/** A running proposal of the visiting scientist. */
export const aProposalRecord = (proposalId: string, title: string) => ({
  proposalId,
  title,
  email: 'petra.muster@uni.example',
  pi_firstname: 'Petra',
  pi_lastname: 'Muster',
  ownerGroup: '20260101',
  instrumentGroup: 'zoosaxs-staff',
  abstract: 'How gels take up salt, and how fast.',
  startTime: inDays(-2),
  endTime: inDays(3),
  MeasurementPeriodList: [{ instrument: 'zoosaxs', start: inDays(-2), end: inDays(1), comment: 'First shifts' }],
});
