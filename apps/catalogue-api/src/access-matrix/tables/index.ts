import { type Resource, resourceOf } from '../table';
import { accounts } from './accounts';
import { capture } from './capture';
import { datasets } from './datasets';
import { jobs } from './jobs';
import { notes } from './notes';
import { policies } from './policies';
import { publications } from './publications';
import { instruments, proposals, samples } from './records';
import { services } from './services';
import { views } from './views';

/** Every table of the matrix; a new route needs a line in one of them. */
export const RESOURCES: readonly Resource[] = [
  datasets,
  proposals,
  notes,
  samples,
  instruments,
  policies,
  publications,
  jobs,
  capture,
  accounts,
  services,
  views,
].map(resourceOf);
