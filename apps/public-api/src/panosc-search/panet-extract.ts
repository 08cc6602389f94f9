import type { OntologyTerm } from './techniques';

const id = (number: string) => `http://purl.org/pan-science/PaNET/PaNET${number}`;

/** A few techniques of PaNET, so that a new facility can try the search; the whole ontology is named by PANET_FILE. */
export const PANET_EXTRACT: readonly OntologyTerm[] = [
  { id: id('01037'), name: 'low momentum transfer scattering' },
  {
    id: id('01124'),
    name: 'small angle scattering',
    synonyms: ['SAS', 'small angle diffraction'],
    parents: [id('01037')],
  },
  { id: id('01188'), name: 'small angle x-ray scattering', synonyms: ['SAXS'], parents: [id('01124')] },
  { id: id('01107'), name: 'inelastic small angle scattering', parents: [id('01124')] },
  { id: id('01191'), name: 'wide angle x-ray scattering', synonyms: ['WAXS'] },
  { id: id('01100'), name: 'powder diffraction' },
  { id: id('01101'), name: 'x-ray powder diffraction', synonyms: ['XRPD'], parents: [id('01100')] },
  { id: id('01125'), name: 'spectroscopy' },
  { id: id('01196'), name: 'x-ray absorption spectroscopy', synonyms: ['XAS'], parents: [id('01125')] },
  { id: id('01168'), name: 'serial femtosecond crystallography', synonyms: ['SFX'] },
  { id: id('01174'), name: 'coherent diffraction imaging', synonyms: ['CDI'] },
  { id: id('01146'), name: 'photoemission electron microscopy', synonyms: ['PEEM'] },
];
