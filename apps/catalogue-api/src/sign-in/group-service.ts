import { Injectable } from '@nestjs/common';
import type { Logger } from '@scizoo/service-kit';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import type { User } from '../users/user.record';

const PATIENCE_MS = 5000;
const LARGEST_ANSWER = 4_000_000;
const GROUPS_AT_MOST = 10_000;
const LONGEST_NAME = 256;

/** Names of groups out of what a provider tells: texts and numbers, each once. */
export function groupNames(told: unknown): string[] {
  const names = [told ?? []]
    .flat(5)
    .filter((name) => typeof name === 'string' || typeof name === 'number')
    .map((name) => String(name).trim())
    .filter((name) => name !== '' && name.length <= LONGEST_NAME);
  return [...new Set(names)].slice(0, GROUPS_AT_MOST);
}

/** `a.b.c` through objects and lists. */
function along(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => along(item, path));
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return [];
  return along((value as Record<string, unknown>)[name], rest);
}

/** A user office that tells a person's groups (proposals) over GraphQL, at each sign-in. */
@Injectable()
export class GroupService {
  private readonly logger: Logger;
  constructor(
    private readonly config: CatalogueConfig,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }

  /** @returns undefined when it is off or does not answer: what it told last time stays valid then */
  async groupsOf(user: User): Promise<string[] | undefined> {
    const { accessGroupsGraphqlEnabled, accessGroupServiceApiUrl, accessGroupServicePath } = this.config;
    if (!accessGroupsGraphqlEnabled || accessGroupServiceApiUrl === undefined) return undefined;
    try {
      const data = await this.ask(accessGroupServiceApiUrl, {
        userId: user.externalId ?? user.username,
        email: user.email ?? null,
      });
      return groupNames(along(data, accessGroupServicePath.split('.')));
    } catch (error) {
      this.logger.error({ userId: user._id, reason: (error as Error).message }, 'the group service did not answer');
      return undefined;
    }
  }

  /** The person goes as a variable, so that a name cannot change the question. */
  private async ask(url: string, variables: Record<string, string | null>): Promise<unknown> {
    const { accessGroupServiceQuery, accessGroupServiceToken } = this.config;
    const declared = Object.entries(variables).filter(([name]) => accessGroupServiceQuery.includes(`$${name}`));
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        'content-type': 'application/json',
        ...(accessGroupServiceToken !== undefined && { authorization: `Bearer ${accessGroupServiceToken}` }),
      },
      body: JSON.stringify({ query: accessGroupServiceQuery, variables: Object.fromEntries(declared) }),
    });
    const text = await response.text();
    if (!response.ok || text.length > LARGEST_ANSWER)
      throw new Error(`answer ${response.status}, ${text.length} characters`);
    const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: readonly unknown[] };
    if (errors !== undefined && errors.length > 0) throw new Error('it answered with errors');
    return data;
  }
}
