import { chosen } from './negotiation';

describe('what is sent for an Accept header', () => {
  it.each([
    [undefined, 'html'],
    ['*/*', 'html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['application/ld+json', 'schema-org'],
    ['application/vnd.schemaorg.ld+json', 'schema-org'],
    ['application/vnd.datacite.datacite+json', 'datacite-json'],
    ['application/vnd.datacite.datacite+xml', 'datacite-xml'],
    ['application/vnd.citationstyles.csl+json, application/rdf+xml', 'csl-json'],
    ['application/rdf+xml;q=0.5, application/x-bibtex;q=0.1', 'bibtex'],
    ['application/x-research-info-systems', 'ris'],
    ['text/x-bibliography; style=apa; locale=en-GB', 'apa'],
    ['text/x-bibliography', 'apa'],
    ['text/x-bibliography; style=vancouver', undefined],
    ['application/ld+json;profile="https://w3id.org/ro/crate"', 'ro-crate'],
    ['application/ld+json;profile="https://w3id.org/ro/crate/1.2"; q=0.9, text/html;q=0.1', 'ro-crate'],
    ['text/html;q=0, application/x-bibtex', 'bibtex'],
    ['image/png', undefined],
    ['text/html;q=0', undefined],
    ['text/html;q=0, */*', 'schema-org'],
    ['text/html;q=0, text/*', 'apa'],
    ['text/*;q=0, */*;q=0.1', 'schema-org'],
    ['application/ld+json;q=0, application/*', 'datacite-json'],
    ['application/*', 'schema-org'],
    ['text/*, application/ld+json;q=0.9', 'html'],
    ['*/*;q=0', undefined],
    [',,;;', undefined],
    ['APPLICATION/X-BIBTEX', 'bibtex'],
  ])('%s → %s', (accept, choice) => {
    expect(chosen(accept)).toBe(choice);
  });
});
