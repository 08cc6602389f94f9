import { Injectable } from '@nestjs/common';
import { notFound, unavailable } from '@scizoo/domain';
import { CatalogueConfig } from '../config';
import { orcidQuestion, peopleIn } from './orcid';
import type { FoundOrganisation, FoundPerson } from './registries.shapes';
import { askRegistry, type Registry } from './registry';
import { organisationsIn, rorQuestion } from './ror';

/** People and organisations as the world's registries know them; off where the facility has set none. */
@Injectable()
export class Registries {
  constructor(private readonly config: CatalogueConfig) {}

  /** @throws 404 where nobody is looked up, 503 */
  people(text: string): Promise<FoundPerson[]> {
    const { orcidApi: base, orcidApiToken: token } = this.config;
    if (base === undefined) throw notFound('People are not looked up here: ORCID_API is not set');
    const headers: Registry['headers'] = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return this.find({ name: 'ORCID', base, headers }, orcidQuestion(text), peopleIn);
  }
  /** @throws 404 where none is looked up, 503 */
  organisations(text: string): Promise<FoundOrganisation[]> {
    const { rorApi: base, rorClientId: client } = this.config;
    if (base === undefined) throw notFound('Organisations are not looked up here: ROR_API is not set');
    const headers: Registry['headers'] = client === undefined ? {} : { 'client-id': client };
    return this.find({ name: 'ROR', base, headers }, rorQuestion(text), organisationsIn);
  }
  private async find<T>(registry: Registry, question: string, read: (answer: unknown) => T[]): Promise<T[]> {
    const answer = await askRegistry(registry, question);
    if (answer === undefined) return [];
    try {
      return read(answer);
    } catch (error) {
      throw unavailable(`${registry.name} does not answer as it should; type it by hand`, error);
    }
  }
}
