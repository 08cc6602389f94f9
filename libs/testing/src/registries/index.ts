export { OrcidServer } from './orcid-server';
export { RorServer } from './ror-server';
